/** A row of `*`, `_` or `~` in a line. */
export interface Run {
  /** Such as `**`. */
  readonly marks: string;
  /** The character before it; empty at the start of the line. */
  readonly before: string;
  /** The character behind it; empty at the end of the line. */
  readonly after: string;
  readonly index: number;
}

const isBlank = (character: string) => character.trim() === "";
const ASCII_WORD = /^[a-z0-9]$/i;
const WORD = /^[\p{L}\p{N}\p{M}]$/u;
const DIGIT = /^\d$/;
const OPENING = /^[（(\[【《「『“‘{]$/;
const CLOSING = /^[，。、；：！？,.;:!?）)\]】》」』”’}…]$/;
/** What may stand outside of a single `*` or `_`: else it is a multiplication, a note mark or a part of a name. */
const OUTSIDE_START = /^[\s，。、；：！？,.;:!?—…“‘"'(（[【《「『*_~>|]?$/;
const OUTSIDE_END = /^[\s，。、；：！？,.;:!?—…”’"')）\]】》」』*_~<|]?$/;
/** A comment of code begins and ends with a slash; `(**^▽^**)` is a face. */
const NEVER_INSIDE = /^[/\\|=^]$/;
/** What a single `*` may have inside: `(*^▽^*)` and `*★,°*` are faces. */
const INSIDE_START = /^[\p{L}\p{N}\p{M}\p{Emoji_Presentation}（(\[【《「『“‘<`*_~¥￥$€]$/u;
const INSIDE_END =
  /^[\p{L}\p{N}\p{M}\p{Emoji_Presentation}，。！？；：、,.;:!?…%℃²³）)\]】》」』”’>`*_~]$/u;

/**
 * Returns the runs that are the marks of emphasis or deletion. Stricter than Markdown, which also reads
 * `3*4*5`, `80~120元，260~380元`, `138****1234` and `__init__` as markup: what may be a sign of the text stays.
 */
export function findEmphasis(line: string, runs: readonly Run[]): ReadonlySet<Run> {
  const found = new Set<Run>();
  const open: Run[] = [];
  const latest = new Map<string, number[]>();
  for (const run of runs) {
    const places = latest.get(run.marks) ?? [];
    while (places.length > 0 && open[places.at(-1)!]?.marks !== run.marks) places.pop();
    const place = places.at(-1);
    const opener = place === undefined ? undefined : open[place];
    if (opener !== undefined && canClose(run) && isPair(line, opener, run)) {
      found.add(opener).add(run);
      // Marks within the pair that had no partner are text.
      open.length = place!;
    } else if (canOpen(run)) {
      places.push(open.push(run) - 1);
      latest.set(run.marks, places);
    }
  }
  return found;
}

/** Whether a pair of marks can begin here. */
export function canOpen({ marks, before, after }: Run): boolean {
  if (isBlank(after) || CLOSING.test(after) || isOperator(before, after)) return false;
  // Part of a path or an address.
  if (before === "/") return false;
  switch (marks) {
    case "**":
    case "***":
    case "~~":
      return !NEVER_INSIDE.test(after);
    case "*":
      // `*8` marks a note or multiplies.
      return OUTSIDE_START.test(before) && INSIDE_START.test(after) && !DIGIT.test(after);
    case "_":
    case "__":
      return OUTSIDE_START.test(before) && !isAscii(after);
    default:
      return false;
  }
}

function canClose({ marks, before, after }: Run): boolean {
  if (isBlank(before) || OPENING.test(before) || isOperator(before, after)) return false;
  switch (marks) {
    case "*":
      return OUTSIDE_END.test(after) && INSIDE_END.test(before);
    case "_":
    case "__":
      return OUTSIDE_END.test(after) && !isAscii(before);
    default:
      return !NEVER_INSIDE.test(before);
  }
}

/** `2**10`, `80~~120`, `a_b`: between two letters or digits, a mark is an operator or part of a name. */
function isOperator(before: string, after: string): boolean {
  return ASCII_WORD.test(before) && ASCII_WORD.test(after);
}

function isAscii(character: string): boolean {
  return character.charCodeAt(0) < 128;
}

function isPair(line: string, opener: Run, closer: Run): boolean {
  if (opener.marks !== "~~" || !WORD.test(opener.before) && !WORD.test(closer.after)) return true;
  // Within a sentence, `~~` is a deletion only around a price: `好的~~马上来~~` is a tone.
  const deleted = line.slice(opener.index + 2, closer.index);
  return /\d/.test(deleted) && (deleted.match(/\p{L}/gu) ?? []).length <= 2;
}
