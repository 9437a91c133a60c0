import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { decodeEntities } from "services/ai-reply/text/decode_entities.ts";

/** `app` shows links as `<a href>`; `kf` shows nothing but text. */
export type TextChannel = "app" | "kf";

/** A longer address is shown as it is: a message must be able to hold the whole link. Bytes. */
const MAX_LINK_BYTES = 1024;

/**
 * A model's Markdown as a text message shows it: line by line, without marks. In an app's message the only tags are
 * our own `<a href="…">`, whatever the model wrote: its HTML is taken out, and a `<` that could begin a tag becomes `＜`.
 * Document path 90236.
 */
export function toPlainText(markdown: string, channel: TextChannel): string {
  const source = markdown.replace(OURS, "");
  let text: string;
  try {
    text = renderBlocks(lexer(source), channel);
  } catch (error) {
    // Thousands of quotes in each other; nobody writes that for people.
    if (!(error instanceof RangeError)) throw error;
    text = stripTags(source);
  }
  return escapeTags(text, channel)
    .replaceAll(OUR_LESS_THAN, "<").replaceAll(OUR_GREATER_THAN, ">")
    .replace(/(?<![ \t])[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
}

/** Stand for our own tags until all that the model wrote is in place: pieces that are harmless alone may form a tag. */
const OUR_LESS_THAN = "\uE000";
const OUR_GREATER_THAN = "\uE001";
const OURS = /[\uE000\uE001]/g;

/** Text of the model; never one of ours, also where the lexer has read it from a reference. */
function readText(text: string): string {
  return decodeEntities(text).replace(OURS, "");
}

/** In an app's message `<` in front of a letter would begin a tag; in front of our own it would spoil that. */
function escapeTags(text: string, channel: TextChannel): string {
  return channel === "app" ? text.replace(/<(?=\s*[/!?a-z\uE000])/gi, "＜") : text;
}

function renderBlocks(tokens: readonly Token[], channel: TextChannel): string {
  return tokens.map((token) => renderBlock(token as MarkedToken, channel))
    .filter((block) => block.trim() !== "")
    .join("\n\n");
}

function renderBlock(token: MarkedToken, channel: TextChannel): string {
  switch (token.type) {
    case "heading":
    case "paragraph":
      return renderInline(token.tokens, channel);
    case "text":
      return token.tokens === undefined
        ? readText(token.text)
        : renderInline(token.tokens, channel);
    case "list":
      return renderList(token, channel);
    case "table":
      return renderTable(token, channel);
    case "code":
      // Letters of a program stay as they are: what looks like an entity is meant.
      return token.text;
    case "blockquote":
      return renderBlocks(token.tokens, channel);
    case "html":
      return readText(stripTags(token.text));
    case "hr":
      return "———";
    default:
      return renderInline([token], channel);
  }
}

function renderList(list: Tokens.List, channel: TextChannel): string {
  const start = list.start === "" ? 1 : list.start;
  return list.items.map((item, index) => {
    const mark = list.ordered ? `${start + index}. ` : "- ";
    const box = item.task ? (item.checked ? "✓ " : "□ ") : "";
    const blocks = item.tokens.filter(({ type }) => type !== "checkbox")
      .map((token) => renderBlock(token as MarkedToken, channel))
      .filter((block) => block.trim() !== "");
    return mark + box + blocks.join("\n").replace(/\n/g, "\n  ");
  }).join("\n");
}

/** A table is wider than a phone: each row as `header：cell；header：cell`. */
function renderTable({ header, rows }: Tokens.Table, channel: TextChannel): string {
  const names = header.map(({ tokens }) => renderInline(tokens, channel));
  return rows.map((row) => {
    const cells = row.map(({ tokens }) => renderInline(tokens, channel));
    const named = cells.map((cell, index) => names[index] ? `${names[index]}：${cell}` : cell);
    return `- ${named.filter((_, index) => cells[index] !== "").join("；")}`;
  }).join("\n");
}

function renderInline(tokens: readonly Token[], channel: TextChannel): string {
  return tokens.map((token) => renderPiece(token as MarkedToken, channel)).join("");
}

function renderPiece(token: MarkedToken, channel: TextChannel): string {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return renderInline(token.tokens, channel);
    case "codespan":
      return token.text;
    case "br":
      return "\n";
    case "html":
      return /^<br\b/i.test(token.text) ? "\n" : "";
    case "link":
      // An address in the text stays as it is written: the Chinese full stop behind it belongs to no address.
      return token.raw.startsWith("[")
        ? renderLink(token.href, renderInline(token.tokens, "kf"), channel)
        : renderInline(token.tokens, channel);
    case "image":
      return renderLink(token.href, readText(token.text), channel);
    case "escape":
    case "text":
      return readText(token.text);
    case "space":
    case "def":
      return "";
    default:
      return readText(stripTags(token.raw));
  }
}

function renderLink(href: string, label: string, channel: TextChannel): string {
  const url = readWebUrl(decodeEntities(href));
  if (url === undefined || label === href) return label;
  const text = label.replaceAll("<", "＜").replace(/\s+/g, " ").trim();
  if (text === "") return url;
  if (channel === "kf" || byteLength(url + text) > MAX_LINK_BYTES) return `${text} (${url})`;
  const start = `${OUR_LESS_THAN}a href="${url}"${OUR_GREATER_THAN}`;
  return `${start}${text}${OUR_LESS_THAN}/a${OUR_GREATER_THAN}`;
}

/** An http or https address with everything percent-encoded that could end an attribute; undefined for all others. */
function readWebUrl(href: string): string | undefined {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined;
  return new URL(href).href.replace(
    /["'<>()\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function stripTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
    .replace(/<br\b[^>]*>|<\/(?:p|div|li|tr|h[1-6])\s*>/gi, "\n")
    .replace(/<\/?[a-z][^<>]*>/gi, "");
}
