/** The part of a document under one heading. */
export interface Section {
  /** The headings above it, such as `Prices › Courses`; the file's name if there is none. */
  readonly title: string;
  /** Path relative to the folder. */
  readonly path: string;
  readonly text: string;
}

/** A longer section is split, so that a prompt can contain four sections. */
const MAX_SECTION_CHARACTERS = 1_200;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$/;
const FENCE = /^ {0,3}(```|~~~)/;

/** Splits a Markdown document at its headings. Headings without text are left out. */
export function readSections(path: string, markdown: string): Section[] {
  const sections: Section[] = [];
  const headings: string[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = () => {
    const title = headings.filter((it) => it !== undefined).join(" › ") || nameOf(path);
    for (const text of cutText(lines.join("\n").trim())) sections.push({ title, path, text });
    lines = [];
  };
  for (const line of withoutFrontMatter(markdown).split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
    const heading = fence === undefined ? HEADING.exec(line) : null;
    if (heading === null) {
      lines.push(line);
      continue;
    }
    close();
    const level = heading[1]!.length;
    headings.length = Math.min(headings.length, level - 1);
    headings[level - 1] = heading[2]!;
  }
  close();
  return sections;
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.[^.]+$/, "");
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/, "");
}

/** Splits between paragraphs, else between lines or sentences, else at the limit. */
function cutText(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_SECTION_CHARACTERS) {
    const head = rest.slice(0, MAX_SECTION_CHARACTERS);
    const end = ["\n\n", "\n", "。", ". "].map((border) => head.lastIndexOf(border) + 1)
      .find((it) => it > MAX_SECTION_CHARACTERS / 2) ?? surrogateSafe(head);
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...parts, rest].filter((part) => part !== "");
}

function surrogateSafe(text: string): number {
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
}
