/** What can be written: text goes into CDATA, numbers stand bare, an array repeats its element. */
export type XmlContent = string | number | XmlChildren | readonly XmlContent[];

/** Children by name; those that are undefined are left out. */
export interface XmlChildren {
  readonly [name: string]: XmlContent | undefined;
}

/** Control characters and surrogate halves that XML 1.0 cannot carry, even escaped. */
// deno-lint-ignore no-control-regex
const NOT_XML = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/**
 * Writes `<xml>…</xml>` as WeCom does. Characters that XML cannot carry are left out.
 * Throws TypeError for a name that is not one of XML's.
 */
export function writeXml(children: XmlChildren): string {
  return writeElement("xml", children);
}

function writeElement(name: string, content: XmlContent): string {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
    throw new TypeError(`Cannot write XML: "${name}" is not the name of an element`);
  }
  if (isList(content)) return content.map((item) => writeElement(name, item)).join("");
  return `<${name}>${writeContent(content)}</${name}>`;
}

function writeContent(content: string | number | XmlChildren): string {
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return cdata(content);
  return Object.entries(content)
    .map(([name, child]) => child === undefined ? "" : writeElement(name, child))
    .join("");
}

function isList(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content);
}

/** A section cannot contain its own end, so the text is cut there and goes on in the next one. */
function cdata(text: string): string {
  return `<![CDATA[${text.replace(NOT_XML, "").replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
