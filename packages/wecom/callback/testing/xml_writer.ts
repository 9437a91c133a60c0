/** Text is written as CDATA, a number as it is, an array as repeated elements. */
export type XmlContent = string | number | XmlChildren | readonly XmlContent[];

/** Children by name; undefined children are left out. */
export interface XmlChildren {
  readonly [name: string]: XmlContent | undefined;
}

/** Control characters and surrogate halves that XML 1.0 does not allow, even escaped. */
// deno-lint-ignore no-control-regex
const NOT_XML = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/**
 * Writes `<xml>…</xml>` as WeCom does. Characters that XML does not allow are left out.
 * @throws TypeError when a name is not an XML name
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

/** A CDATA section cannot contain its end mark, so the text continues in a second section. */
function cdata(text: string): string {
  return `<![CDATA[${text.replace(NOT_XML, "").replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
