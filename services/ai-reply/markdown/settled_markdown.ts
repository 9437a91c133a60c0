import { findElements } from "services/ai-reply/markdown/html_elements.ts";
import { findOpenMark } from "services/ai-reply/markdown/inline.ts";
import { isTableStart } from "services/ai-reply/markdown/table.ts";

/**
 * Returns the beginning of an unfinished answer whose rendering will not change any more: without a mark whose second half
 * has not arrived, and without a header whose table has not begun. So the text of a stream only grows.
 */
export function settledMarkdown(soFar: string): string {
  const { openAt } = findElements(soFar);
  const text = openAt === -1 ? soFar : soFar.slice(0, openAt);
  const lines = text.split("\n");
  const last = lines.pop()!;
  const fence = findOpenFence(lines);
  if (fence !== undefined) return settleFence(text, lines, last, fence);
  const complete = text.slice(0, text.length - last.length);
  const held = countHeaderLines(lines, last);
  if (held > 0) return lines.slice(0, -held).map((line) => `${line}\n`).join("");
  if (MAYBE_MARK.test(last) || last.includes("|")) return complete;
  const settled = withoutHalf(last.slice(0, findOpenMark(last, findElements(text))));
  return MAYBE_MARK.test(settled) ? complete : complete + settled;
}

/** How many of the complete lines are, or may be, the header of a table that has no row yet. */
function countHeaderLines(lines: readonly string[], last: string): number {
  const before = lines.findLastIndex((line) => !line.includes("|"));
  const rows = lines.slice(before + 1).map(withoutQuote);
  if (rows.length === 0) return 0;
  const start = rows.findIndex((row, at) =>
    at + 1 < rows.length && isTableStart(row, rows[at + 1])
  );
  if (start !== -1) return start === rows.length - 2 ? 2 : 0;
  return /^[|:\s-]*$/.test(withoutQuote(last)) ? 1 : 0;
}

function withoutQuote(line: string): string {
  return line.replace(/^[ \t>]+/, "");
}

/** The beginning of a line that later characters can turn into a mark, or into another one. */
const MAYBE_MARK =
  /^(?:[ \t]*>)*[ \t]*(?:#{1,6}[ \t]*(?:\d+)?|>[ \t>]*(?:[约近]?[ \t]*[-+−±]?[ \t]*[¥￥$€£]?[ \t]*\d*[.)、]?)|(?:[-+*]|\d+[.)]?\\?)[ \t]*(?:\[[ xX]?\]?[ \t]*)?|[-_*][-_* \t]*|[`~]{1,}.*|<.*)$/;

/** Closing marks of a heading, half a character reference, and half of `\r\n` or of a character. */
function withoutHalf(line: string): string {
  return line.replace(/(?:[ \t]+#*|&#?\w{0,7}|\r|[\uD800-\uDBFF])$/, "");
}

interface OpenFence {
  readonly line: number;
  readonly mark: string;
}

function findOpenFence(lines: readonly string[]): OpenFence | undefined {
  let open: OpenFence | undefined;
  for (const [line, text] of lines.entries()) {
    const mark = /^(?:[ \t]*>)*[ \t]*(`{3,}|~{3,})[^`]*$/.exec(text)?.[1];
    if (mark === undefined) continue;
    if (open === undefined) open = { line, mark };
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length) open = undefined;
  }
  return open;
}

/** Code is shown line by line; what `~~~` means is known only at its end. */
function settleFence(
  text: string,
  lines: readonly string[],
  last: string,
  { line, mark }: OpenFence,
): string {
  if (mark.startsWith("~")) return lines.slice(0, line).map((it) => `${it}\n`).join("");
  return text.slice(0, text.length - last.length);
}
