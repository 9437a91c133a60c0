import { isTableStart, readTable, type Table } from "services/ai-reply/markdown/table.ts";

/** A part of an answer, in the order of its lines. */
export type Block =
  /** Lines that are shown exactly as they are; `raw` has the fence too. */
  | { readonly kind: "code"; readonly raw: string; readonly text: string }
  | { readonly kind: "heading"; readonly raw: string; readonly text: string }
  | Line
  | Table;

/** One line. `raw` and `text` together are the line as written. */
export interface Line {
  readonly kind: "line";
  /** Marks of quotes and lists, and the indentation. */
  readonly raw: string;
  /** What is shown in place of `raw`. */
  readonly start: string;
  readonly text: string;
}

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\r\n]*?)[ \t]*$/;
const LANGUAGE = /^[\w+#./-]*$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*$/;
const RULE = /^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const ITEM = /^([ \t]*)([-+*]|\d{1,9}[.)])([ \t]+)(?:\[([ xX])\][ \t]+(?=\S))?/;

/** Splits an answer into blocks. Lists stay as they are written, with their own numbers. */
export function readBlocks(markdown: string): Block[] {
  const lines = readQuotes(markdown.split(/\r\n|\r|\n/));
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const fence = readFence(lines, at);
    if (fence !== undefined) {
      blocks.push(...fence.blocks);
      at = fence.next;
    } else if (isTableStart(lines[at]!.text, lines[at + 1]?.text)) {
      const table = readTable(lines.slice(at).map(({ text }) => text));
      blocks.push(table);
      at += table.lines.length;
    } else {
      blocks.push(readHeading(lines[at]!) ?? readLine(lines[at]!));
      at += 1;
    }
  }
  return blocks;
}

interface Source {
  /** The marks of the quotes around the line. */
  readonly quote: string;
  readonly text: string;
}

/** `> 30 天`, `> ¥30` and `>30` mean "more than"; `> 1. 甲` is a list in a quote. */
const QUOTE =
  /^ {0,3}>[ \t]+(?![约近]?[-+−±]?[ \t]*(?:[¥￥$€£][ \t]*\d|\d(?!\d*[.)、][ \t]))|[=\s])/;
const EMPTY_QUOTE = /^ {0,3}>(?:[ \t]+>)*[ \t]*$/;

function readQuotes(lines: readonly string[]): Source[] {
  let wasQuote = false;
  return lines.map((line) => {
    let text = wasQuote && EMPTY_QUOTE.test(line) ? "" : line;
    for (let mark = QUOTE.exec(text); mark !== null; mark = QUOTE.exec(text)) {
      text = text.slice(mark[0].length);
    }
    wasQuote = text.length < line.length;
    return { quote: line.slice(0, line.length - text.length), text };
  });
}

/** Reads fenced code, with or without its end. `~~~` without a language is a tone, not a fence. */
function readFence(
  lines: readonly Source[],
  at: number,
): { readonly blocks: Block[]; readonly next: number } | undefined {
  const opened = FENCE.exec(lines[at]!.text);
  if (opened === null) return undefined;
  const [, indent, marks, info] = opened as unknown as [string, string, string, string];
  const isEnd = ({ text }: Source) =>
    text.trim().length >= marks.length && text.trim() === marks[0]!.repeat(text.trim().length);
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end]!)) end += 1;
  const isNamed = info !== "" && LANGUAGE.test(info);
  if (marks.startsWith("~") && (end === lines.length || !isNamed)) return undefined;
  const inside = lines.slice(at + 1, end);
  const hasLanguage = LANGUAGE.test(info);
  const first = lines[at]!.quote + indent + marks + (hasLanguage ? info : "");
  const code: Block = {
    kind: "code",
    raw: [first, ...lines.slice(at + 1, end + 1).map(({ quote, text }) => quote + text)].join("\n"),
    text: inside.map(({ text }) => text).join("\n"),
  };
  // Some models write a sentence behind the fence.
  const said: Block[] = hasLanguage ? [] : [{ ...EMPTY, text: info }];
  return { blocks: [...said, code], next: end + 1 };
}

const EMPTY: Line = { kind: "line", raw: "", start: "", text: "" };

function readHeading({ quote, text }: Source): Block | undefined {
  const [, marks, title] = HEADING.exec(text) ?? [];
  if (marks === undefined || title === undefined) return undefined;
  // `# 301 房`: a number, not a heading.
  if (marks === "#" && /^\d+(?![\d.、)）])/.test(title)) return undefined;
  const closing = new RegExp(`[ \\t]+#{${marks.length}}$`);
  return {
    kind: "heading",
    raw: quote + text.slice(0, text.indexOf(title)),
    text: title.replace(closing, ""),
  };
}

function readLine({ quote, text }: Source): Line {
  if (RULE.test(text)) return { ...EMPTY, raw: quote + text, start: text };
  const item = ITEM.exec(text);
  if (item === null) {
    const indent = /^[ \t]*/.exec(text)![0];
    return {
      kind: "line",
      raw: quote + indent,
      start: indent,
      text: withoutEscape(text.slice(indent.length)),
    };
  }
  const [raw, indent, mark, gap, box] = item as unknown as [string, string, string, string, string];
  const rest = text.slice(raw.length);
  // `* 5 度` must not become `- 5 度`.
  const shown = mark === "*" && !/^\d/.test(rest) ? "-" : mark;
  const checked = box === undefined ? "" : box === " " ? "□ " : "✓ ";
  return { kind: "line", raw: quote + raw, start: indent + shown + gap + checked, text: rest };
}

/** `\- ` and `1\. ` at the start of a line: a sign that is no mark of a list. */
function withoutEscape(text: string): string {
  return text.replace(/^(\d*)\\(?=[-+>.)][ \t])/, "$1");
}
