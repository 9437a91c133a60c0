import { type Block, readBlocks } from "services/ai-reply/markdown/blocks.ts";
import { type Elements, findElements } from "services/ai-reply/markdown/html_elements.ts";
import { type Link, type Piece, readInline } from "services/ai-reply/markdown/inline.ts";
import type { Table } from "services/ai-reply/markdown/table.ts";
import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { decodeEntities } from "services/ai-reply/text/decode_entities.ts";

/** `app` shows links as `<a href>`; `kf` shows plain text only. */
export type TextChannel = "app" | "kf";

/** A longer link is shown as plain text, because a link must fit into one message. */
const MAX_LINK_BYTES = 1024;

/**
 * Renders a model's Markdown as the text of a message. Only marks that surely are markup are removed: emphasis, headings,
 * quotes, tables, fences, tags of HTML elements. All other letters, digits and signs stay, in their order. In an app's
 * message the only tags are our own `<a href="…">`: a `<` that could begin another one becomes `＜` (WeCom document path
 * 90236).
 */
export function toPlainText(markdown: string, channel: TextChannel): string {
  const source = markdown.replace(OURS, "");
  const elements = findElements(source);
  const text = readBlocks(source).map((block) => renderBlock(block, elements, channel)).join("\n");
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

/** In an app's message, `<` before a letter would begin a tag, and before our own tag it would break that tag. */
function escapeTags(text: string, channel: TextChannel): string {
  if (channel !== "app") return text;
  return text.replace(/<([/!?]?[a-z][^<>\n\uE000\uE001]*)>/gi, "＜$1＞")
    .replace(/<(?=\s*[/!?a-z\uE000])/gi, "＜");
}

function renderBlock(block: Block, elements: Elements, channel: TextChannel): string {
  switch (block.kind) {
    case "code":
      return block.text;
    case "heading":
      // A heading has an empty line around it.
      return `\n${renderLine(block.text, elements, channel)}\n`;
    case "line":
      return block.start + renderLine(block.text, elements, channel);
    case "table":
      return renderTable(block, elements, channel);
  }
}

/** A table is too wide for a phone, so each row becomes `header：cell；header：cell`. */
function renderTable({ header, rows }: Table, elements: Elements, channel: TextChannel): string {
  const render = (cell: string) => renderLine(cell, elements, channel).replace(/\n+/g, " ").trim();
  const names = header.map(render);
  if (rows.length === 0) return names.join("；");
  return rows.map((row) => {
    const cells = row.map(render);
    const named = cells.map((cell, index) => names[index] ? `${names[index]}：${cell}` : cell);
    return `- ${named.filter((_, index) => cells[index] !== "").join("；")}`;
  }).join("\n");
}

function renderLine(line: string, elements: Elements, channel: TextChannel): string {
  let text = "";
  let isCut = false;
  for (const piece of readInline(line, elements)) {
    const shown = renderPiece(piece, elements, channel);
    // `10<b>5</b>`: without its mark, two numbers would become one.
    if ((isCut || piece.kind === "exact") && /\d$/.test(text) && /^\d/.test(shown)) text += " ";
    text += shown;
    isCut = shown === "" ? true : piece.kind === "exact";
  }
  return text;
}

function renderPiece(piece: Piece, elements: Elements, channel: TextChannel): string {
  switch (piece.kind) {
    case "text":
      return decodeEntities(piece.raw);
    case "mark":
      return "";
    case "tag":
      return piece.shown;
    case "exact":
      return piece.text;
    case "link":
      return renderLink(piece, elements, channel);
  }
}

function renderLink(link: Link, elements: Elements, channel: TextChannel): string {
  const { address, isHtml } = link;
  const label = renderLine(link.label, elements, "kf").replace(/\s+/g, " ").trim();
  if (address.kind === "dangerous") return label;
  const { shown } = address;
  if (label === "" || label === shown) return shown;
  if (channel === "kf" || isHtml || address.kind === "other") return `${label} (${shown})`;
  const text = label.replaceAll("<", "＜");
  if (byteLength(address.url + text) > MAX_LINK_BYTES) return `${text} (${address.url})`;
  const start = `${OUR_LESS_THAN}a href="${address.url}"${OUR_GREATER_THAN}`;
  return `${start}${text}${OUR_LESS_THAN}/a${OUR_GREATER_THAN}`;
}
