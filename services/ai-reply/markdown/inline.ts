import { canOpen, findEmphasis, type Run } from "services/ai-reply/markdown/emphasis.ts";
import { type Elements, showTag } from "services/ai-reply/markdown/html_elements.ts";
import { type Address, readAddress } from "services/ai-reply/markdown/link_address.ts";

/** A part of a line. The `raw` texts of all pieces together are the line. */
export type Piece =
  | { readonly kind: "text"; readonly raw: string }
  /** A mark that is not shown. */
  | { readonly kind: "mark"; readonly raw: string }
  /** A tag of HTML; `shown` takes its place. */
  | { readonly kind: "tag"; readonly raw: string; readonly shown: string }
  /** Text that is shown exactly as it is: code, or an escaped character. */
  | { readonly kind: "exact"; readonly raw: string; readonly text: string }
  | Link;

/** A link or an image. */
export interface Link {
  readonly kind: "link";
  readonly raw: string;
  /** Markdown; empty: there is only an address. */
  readonly label: string;
  readonly address: Address;
  /** Whether it was a tag of HTML, which never becomes a tag of ours. */
  readonly isHtml: boolean;
}

/** A run that is not yet known to be emphasis. */
type Draft = Piece | { readonly kind: "run"; readonly raw: string; readonly run: Run };

const TICKS = /`+/y;
const ESCAPE = /\\[*_~`#|<>]/y;
const RUN = /\*+|_+|~+/y;
const LINK =
  /!?\[((?:[^[\]`]|`[^`]*`|\[[^[\]]*\]){0,500})\]\(\s*(?:<([^<>]{0,4000})>|((?!<)(?:[^\s()]|\([^\s()]*\)){1,4000}))(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/y;
const AUTOLINK = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]{1,4000})>/yi;
const HTML_LINK =
  /<a\s(?:[^<>]*\s)?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]*>(.{0,500}?)<\/a\s*>/yi;
const HTML_IMAGE = /<img\s[^<>]*>/yi;
const TAG = /<\/?([a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/yi;
const PLAIN = /[^\\`*_~![<]+/y;

/** Splits a line of Markdown into pieces. Marks are only what surely is markup; everything else is text. */
export function readInline(line: string, elements: Elements): Piece[] {
  const drafts = readDrafts(line, elements);
  const runs = drafts.flatMap((draft) => draft.kind === "run" ? draft.run : []);
  const emphasis = runs.length < 2 ? new Set<Run>() : findEmphasis(line, runs);
  return drafts.map((draft) => {
    if (draft.kind !== "run") return draft;
    return { kind: emphasis.has(draft.run) ? "mark" : "text", raw: draft.raw };
  });
}

/** Where the first mark begins in an unfinished line that a later character can still complete; else its length. */
export function findOpenMark(line: string, elements: Elements): number {
  const drafts = readDrafts(line, elements);
  // The last mark can become longer, and the character behind it decides what it is.
  const runs = drafts.flatMap((draft, index) =>
    draft.kind === "run" && index < drafts.length - 1 ? draft.run : []
  );
  const emphasis = findEmphasis(line, runs);
  let at = 0;
  for (const draft of drafts) {
    const end = at + draft.raw.length;
    if (draft.kind === "run" && !emphasis.has(draft.run) && canOpen(draft.run)) return at;
    if (draft.kind === "run" && end === line.length) return at;
    if (draft.kind === "text" && isOpenText(line.slice(at))) return at;
    at = end;
  }
  return line.length;
}

/** What a text begins with when it may still become code, an escaped sign, a link or a tag. */
const OPEN_TEXT = /^(?:[`\\]|!$|!?\[|<(?:$|[a-z/](?!.*>)))/i;
/** Brackets that are no link, as the text behind them shows. */
const NO_LINK = /^!?\[[^[\]]*\](?:[^(]|\([^()]*\))/;

function isOpenText(text: string): boolean {
  return OPEN_TEXT.test(text) && !NO_LINK.test(text);
}

function readDrafts(line: string, elements: Elements): Draft[] {
  const drafts: Draft[] = [];
  const ticks = findTicks(line);
  for (let at = 0; at < line.length;) {
    const draft = readDraft(line, at, elements, ticks);
    drafts.push(draft);
    at += draft.raw.length;
  }
  return drafts;
}

function readDraft(line: string, at: number, elements: Elements, ticks: Ticks): Draft {
  switch (line[at]) {
    case "`":
      return readCode(line, at, ticks);
    case "\\": {
      const raw = match(ESCAPE, line, at)?.[0];
      if (raw === undefined || isInPath(line, at)) break;
      return { kind: "exact", raw, text: raw.slice(1) };
    }
    case "*":
    case "_":
    case "~":
      return readRun(line, at);
    case "!":
    case "[":
      return readLink(line, at) ?? { kind: "text", raw: line[at]! };
    case "<":
      return readAngle(line, at, elements) ?? { kind: "text", raw: "<" };
  }
  return { kind: "text", raw: match(PLAIN, line, at)?.[0] ?? line[at]! };
}

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** For each run of backticks that has a partner: where it begins, and where the partner begins. */
type Ticks = ReadonlyMap<number, number>;

function findTicks(line: string): Ticks {
  const partners = new Map<number, number>();
  const next = new Map<number, number>();
  for (const { 0: { length }, index } of [...line.matchAll(/`+/g)].reverse()) {
    const partner = next.get(length);
    if (partner !== undefined) partners.set(index, partner);
    next.set(length, index);
  }
  return partners;
}

function readCode(line: string, at: number, ticks: Ticks): Draft {
  const marks = match(TICKS, line, at)![0];
  const end = ticks.get(at);
  if (end === undefined) return { kind: "text", raw: marks };
  const inside = line.slice(at + marks.length, end);
  // The cheek of a face, which its bracket follows.
  if (/^\*?[)）]./.test(inside)) return { kind: "text", raw: marks };
  // One blank at both ends allows code that begins with a backtick.
  const text = /^ .*\S.* $/.test(inside) ? inside.slice(1, -1) : inside;
  return { kind: "exact", raw: marks + inside + marks, text };
}

function readRun(line: string, at: number): Draft {
  const raw = match(RUN, line, at)![0];
  const before = [...line.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
  const [after = ""] = line.slice(at + raw.length, at + raw.length + 2);
  return { kind: "run", raw, run: { marks: raw, before, after, index: at } };
}

/** How far a path reaches at most from one of its backslashes. */
const PATH_CHARACTERS = 200;
const PATH_END = /[\s，。；：、！？（）“”]/;

/** Whether the backslash belongs to a path of Windows, not to an escaped mark. */
function isInPath(line: string, at: number): boolean {
  const before = line.slice(Math.max(0, at - PATH_CHARACTERS), at).split(PATH_END).at(-1)!;
  const [behind = ""] = line.slice(at, at + PATH_CHARACTERS).split(PATH_END, 1);
  return /[a-z]:\\|\\[\p{L}\p{N}]|\\\\/iu.test(before + behind);
}

function readLink(line: string, at: number): Draft | undefined {
  const found = match(LINK, line, at);
  if (found === null) return undefined;
  // `Great![details](…)`: the exclamation mark ends a word and is no mark of an image.
  if (line[at] === "!" && /[\p{L}\p{N}]/u.test(line[at - 1] ?? "")) return undefined;
  const address = readAddress(found[2] ?? found[3] ?? "");
  if (address === undefined) return undefined;
  return { kind: "link", raw: found[0], label: found[1]!, address, isHtml: false };
}

function readAngle(line: string, at: number, elements: Elements): Draft | undefined {
  const auto = match(AUTOLINK, line, at);
  const address = auto === null ? undefined : readAddress(auto[1]!);
  if (address !== undefined) {
    return { kind: "link", raw: auto![0], label: "", address, isHtml: false };
  }
  return readHtmlLink(line, at) ?? readTag(line, at, elements);
}

function readHtmlLink(line: string, at: number): Draft | undefined {
  const link = match(HTML_LINK, line, at);
  const image = link === null ? match(HTML_IMAGE, line, at) : null;
  const raw = (link ?? image)?.[0];
  if (raw === undefined) return undefined;
  const [href, label] = link === null
    ? [readAttribute(raw, "src"), readAttribute(raw, "alt")]
    : [link[1] ?? link[2] ?? link[3] ?? "", link[4]!];
  const address = readAddress(href) ?? { kind: "other", shown: href };
  return { kind: "link", raw, label, address, isHtml: true };
}

function readAttribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i")
    .exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? "";
}

function readTag(line: string, at: number, elements: Elements): Draft | undefined {
  const tag = match(TAG, line, at);
  if (tag === null || !elements.has(tag[1]!)) return undefined;
  const [raw] = tag;
  const before = line[at - 1] ?? "";
  // `List<p>`: a type, not a paragraph.
  if (/^<p>$/i.test(raw) && /[a-z0-9]/i.test(before)) return undefined;
  // `300</del>200`: without the tag, two numbers would become one.
  const isBetween = /\d/.test(before) && /\d/.test(line[at + raw.length] ?? "");
  return { kind: "tag", raw, shown: showTag(raw) || (isBetween ? " " : "") };
}
