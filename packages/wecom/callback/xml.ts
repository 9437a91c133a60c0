import { XMLParser } from "fast-xml-parser";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";

/** An element without children is its text; repeated siblings are an array. */
export type XmlValue = string | XmlElement | readonly XmlValue[];

/** The children of an element by their names. */
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

/** Ten times what a full list of ids can come to. */
const MAX_CHARS = 262_144;
/** The deepest documented element, a name in an approval's node, is at level 7. */
const MAX_DEPTH = 10;
/** The longest documented lists name every member of a group chat. */
const MAX_ELEMENTS = 10_000;

const parser = new XMLParser({
  // Numbers stay text: a MsgId does not fit into a double.
  parseTagValue: false,
  // Text in CDATA is kept as it is, other text loses the white space around it.
  trimValues: true,
  maxNestedTags: MAX_DEPTH,
  // Decodes numeric references too; named ones beyond XML's own five are refused beforehand.
  htmlEntities: true,
  jPath: false,
});

/**
 * Reads a message of the form `<xml>…</xml>` and returns what is inside. Everything is text.
 * Attributes, comments, DTDs, entities, processing instructions and text between elements do not
 * occur in WeCom's XML and are refused, as are more than 262,144 characters, 10 levels or 10,000
 * elements.
 * Throws {@link CallbackCryptoError} with reason `xml`.
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
    // The parser's own error quotes the document.
    throw new CallbackCryptoError("xml");
  }
}

/** What is neither a tag without attributes nor a reference to one character. */
const FORBIDDEN =
  /<(?!\/?[A-Za-z_][\w.-]*\s*\/?>)|&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][\dA-Fa-f]{1,6});)/;

/** The parser would skip or repair much of this, and expand the rest. */
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

/** Checks that no element has both text and children, and says so in the type. */
function tidy(value: unknown): XmlValue {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null || "#text" in value) {
    throw new CallbackCryptoError("xml");
  }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, tidy(child)]));
}
