import { type Block, readBlocks } from "services/ai-reply/markdown/blocks.ts";
import { type Elements, findElements } from "services/ai-reply/markdown/html_elements.ts";
import { type Link, type Piece, readInline } from "services/ai-reply/markdown/inline.ts";

/**
 * Renders a model's Markdown for an AI bot, whose messages are Markdown (WeCom document path 101031). Real markup stays.
 * Signs that WeCom's Markdown would read as markup become their full-width forms: `3*4*5` → `3＊4＊5`, `<name>` → `＜name＞`.
 * An address that cannot be linked is shown beside its label.
 */
export function toBotMarkdown(markdown: string): string {
  const elements = findElements(markdown);
  return guardNumbers(readBlocks(markdown)).map((block) => renderBlock(block, elements))
    .join("\n").trim();
}

const NUMBERED = /^([ \t>]*)(\d+)([.)])[ \t]+$/;

/** Markdown counts a list itself, from its first number: an item that jumps becomes text with a full-width stop. */
function guardNumbers(blocks: readonly Block[]): Block[] {
  let latest = new Map<string, number>();
  return blocks.map((block, index) => {
    if (block.kind !== "line") {
      latest = new Map();
      return block;
    }
    const [, indent = "", digits, mark] = NUMBERED.exec(block.raw) ?? [];
    if (digits === undefined) {
      // Text without indentation ends the list.
      if (block.raw === "" && block.text !== "") latest = new Map();
      return block;
    }
    const before = latest.get(indent);
    latest.set(indent, Number(digits));
    if (before === undefined || Number(digits) === before + 1 || digits === "1") return block;
    // An empty line keeps it apart from the item before.
    const gap = isEmpty(blocks[index - 1]) ? "" : "\n";
    const stop = mark === "." ? "．" : "）";
    return { ...block, raw: gap + indent, text: digits + stop + block.text };
  });
}

function isEmpty(block: Block | undefined): boolean {
  return block?.kind === "line" && (block.raw + block.text).trim() === "";
}

function renderBlock(block: Block, elements: Elements): string {
  switch (block.kind) {
    case "code":
      return block.raw;
    case "heading": {
      // A heading is one line.
      const text = renderLine(block.text, elements).replace(/\s*\n\s*/g, " ").trim();
      return text === "" ? "" : block.raw + text;
    }
    case "line":
      return block.raw + guardStart(renderLine(block.text, elements), block.raw);
    case "table":
      return block.lines.map((line) => renderLine(line, elements)).join("\n");
  }
}

/** Text that begins like a quote or a heading: `> 30 天`, `# 301 房`. */
function guardStart(text: string, marks: string): string {
  if (marks.trim() !== "") return text;
  return text.replace(/^>/, "＞").replace(/^#(?=[ \t])/, "＃");
}

const FULL_WIDTH = { "*": "＊", "`": "｀" };

function renderLine(line: string, elements: Elements): string {
  const pieces = readInline(line, elements);
  const rows = (mark: string) => pieces.filter(({ raw }) => raw.startsWith(mark)).length;
  // One row of `*` or of backticks alone is never markup.
  const guarded = Object.entries(FULL_WIDTH).filter(([mark]) => rows(mark) > 1);
  let text = "";
  let said = "";
  for (const piece of pieces) {
    if (piece.kind === "text") {
      const [mark, wide] = guarded.find(([mark]) => piece.raw.startsWith(mark)) ?? [];
      // Behind a slash, `*` is part of an address.
      const isGuarded = mark !== undefined && !said.endsWith("/");
      said += isGuarded ? piece.raw.replaceAll(mark, wide!) : piece.raw;
    } else {
      text += guardText(said) + renderMarkup(piece, elements);
      said = "";
    }
  }
  return text + guardText(said);
}

/** Words in angle brackets look like HTML, and `[a](b)` like a link. */
function guardText(text: string): string {
  return text.replace(/<([/!?]?[a-z][^<>]*)>/gi, "＜$1＞").replaceAll("](", "] (");
}

function renderMarkup(piece: Exclude<Piece, { kind: "text" }>, elements: Elements): string {
  switch (piece.kind) {
    case "tag":
      return piece.shown;
    case "mark":
    case "exact":
      return piece.raw;
    case "link":
      return renderLink(piece, elements);
  }
}

function renderLink({ address, label, raw, isHtml }: Link, elements: Elements): string {
  if (address.kind === "web" && !isHtml) return raw;
  const text = renderLine(label, elements);
  if (address.kind === "dangerous") return text;
  return text === "" || text === address.shown ? address.shown : `${text} (${address.shown})`;
}
