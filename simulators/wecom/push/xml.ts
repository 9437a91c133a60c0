/** The content of an element: text is written as CDATA, numbers without, an array repeats the element. */
type XmlValue = string | number | bigint | readonly XmlValue[] | XmlFields;

/** Elements by name, in order. */
export interface XmlFields {
  readonly [name: string]: XmlValue;
}

/** Writes elements the way WeCom does: no declaration, no attributes, no entities. */
export function writeElements(fields: XmlFields): string {
  return Object.entries(fields).map(([name, value]) => writeElement(name, value)).join("");
}

function writeElement(name: string, value: XmlValue): string {
  if (isList(value)) return value.map((item) => writeElement(name, item)).join("");
  if (typeof value === "string") return `<${name}>${cdata(value)}</${name}>`;
  return `<${name}>${typeof value === "object" ? writeElements(value) : value}</${name}>`;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** A text that holds the end of a section is cut into two of them. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
