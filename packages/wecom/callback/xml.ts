import { XMLParser } from "fast-xml-parser";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";

/** Text for an element without children, an array for repeated siblings. */
export type XmlValue = string | XmlElement | readonly XmlValue[];

/** The children of an element by their names. */
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

/** Ten times the longest documented list of ids. */
const MAX_CHARS = 262_144;
/** The deepest documented element (a name in the node of an approval) is at level 7. */
const MAX_DEPTH = 10;
/** The longest documented lists name every member of a group chat. */
const MAX_ELEMENTS = 10_000;

const parser = new XMLParser({
  // Numbers stay text: a MsgId does not fit into a JavaScript number.
  parseTagValue: false,
  // Text in CDATA is kept unchanged; other text is trimmed.
  trimValues: true,
  maxNestedTags: MAX_DEPTH,
  // Also decodes numeric references. checkMarkup has refused all but XML's five named entities.
  htmlEntities: true,
  jPath: false,
});

/**
 * Reads a message of the form `<xml>…</xml>` and returns its children. All values are text.
 * @throws CallbackCryptoError with reason `xml` when the text is not well formed, has more than
 * 262,144 characters, 10 levels or 10,000 elements, or contains attributes, comments, DTDs, entities,
 * processing instructions or text between elements, which WeCom never sends
 */
export function readXml(text: string): XmlElement {
  if (text.length > MAX_CHARS) throw new CallbackCryptoError("xml");
  const document = text.replace(/^\uFEFF/, "");
  checkMarkup(document);
  const { xml, ...others } = parse(document);
  if (xml === undefined || Object.keys(others).length > 0) throw new CallbackCryptoError("xml");
  const root = tidy(xml);
  if (root === "") return {};
  if (!isElement(root)) throw new CallbackCryptoError("xml");
  return root;
}

function isElement(value: XmlValue): value is XmlElement {
  return typeof value === "object" && !Array.isArray(value);
}

function parse(document: string): { [name: string]: unknown } {
  try {
    return parser.parse(document, true);
  } catch {
    // The parser's error would quote the document.
    throw new CallbackCryptoError("xml");
  }
}

/** Markup that is neither a tag without attributes nor a reference to one character. */
const FORBIDDEN =
  /<(?!\/?[A-Za-z_][\w.-]*\s*\/?>)|&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][\dA-Fa-f]{1,6});)/;

/** Refuses what the parser would skip, repair or expand. */
function checkMarkup(document: string): void {
  let elements = 0;
  for (const markup of outsideCdata(document)) {
    if (FORBIDDEN.test(markup)) throw new CallbackCryptoError("xml");
    elements += markup.match(/<[^/]/g)?.length ?? 0;
    if (elements > MAX_ELEMENTS) throw new CallbackCryptoError("xml");
  }
}

function* outsideCdata(document: string): Generator<string> {
  for (let from = 0;;) {
    const open = document.indexOf("<![CDATA[", from);
    yield document.slice(from, open === -1 ? undefined : open);
    if (open === -1) return;
    const close = document.indexOf("]]>", open);
    if (close === -1) throw new CallbackCryptoError("xml");
    from = close + "]]>".length;
  }
}

/** Refuses an element with both text and children, and narrows the type. */
function tidy(value: unknown): XmlValue {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null || "#text" in value) {
    throw new CallbackCryptoError("xml");
  }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, tidy(child)]));
}
