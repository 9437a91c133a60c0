import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { decodeEntities } from "services/ai-reply/text/decode_entities.ts";

/** `app` shows links as `<a href>`; `kf` shows plain text only. */
export type TextChannel = "app" | "kf";

/** A longer link is shown as plain text, because a link must fit into one message. */
const MAX_LINK_BYTES = 1024;

/**
 * Renders a model's Markdown as the text of a message. In an app's message the only tags are our own `<a href="…">`: HTML
 * of the model is removed, and a `<` that could begin a tag becomes `＜` (WeCom document path 90236).
 */
export function toPlainText(markdown: string, channel: TextChannel): string {
  const source = markdown.replace(OURS, "");
  let text: string;
  try {
    text = renderBlocks(lexer(source), channel);
  } catch (error) {
    // Thousands of nested quotes: not a text for people.
    if (!(error instanceof RangeError)) throw error;
    text = stripTags(source);
  }
  return escapeTags(text, channel)
    .replaceAll(OUR_LESS_THAN, "<").replaceAll(OUR_GREATER_THAN, ">")
    .replace(/(?<![ \t])[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
}

/**
 * Placeholders of our own tags until the text is complete: harmless pieces of the model's text may form a tag
 * together.
 */
const OUR_LESS_THAN = "\uE000";
const OUR_GREATER_THAN = "\uE001";
const OURS = /[\uE000\uE001]/g;

/** Decodes text of the model, and removes our placeholders, which a character reference may contain. */
function readText(text: string): string {
  return decodeEntities(text).replace(OURS, "");
}

/** In an app's message, `<` before a letter would begin a tag, and before our own tag it would break that tag. */
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
      // Code stays as it is, even if it looks like a character reference.
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

/** A table is too wide for a phone, so each row becomes `header：cell；header：cell`. */
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
      // A bare address stays plain text: Markdown would include a Chinese full stop behind it.
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

/**
 * Returns an http or https address, with all characters percent-encoded that could end an attribute; undefined for
 * others.
 */
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
