import { byteLength } from "services/ai-reply/text/byte_length.ts";

/** WeCom cuts a text message there, without a word. Document paths 90236 and 94677. */
export const MAX_TEXT_BYTES = 2048;

/**
 * Cuts a text message into parts of at most `maxBytes` (4 or more) of UTF-8 each, at the best border near the end of
 * each part: paragraph, line, sentence, clause, else between two characters as people see them. Links stay whole as
 * long as they fit at all. White space at the ends of a part goes; nothing else does. No parts for a blank text.
 */
export function splitText(text: string, maxBytes = MAX_TEXT_BYTES): string[] {
  const parts: string[] = [];
  let rest = readPieces(text, maxBytes);
  while (rest.length > 0) {
    const count = countFitting(rest, maxBytes);
    const end = count === rest.length ? count : chooseEnd(rest, count);
    const part = rest.slice(0, end).map(({ text }) => text).join("").trim();
    if (part !== "") parts.push(part);
    const next = rest.findIndex(({ text }, index) => index >= end && text.trim() !== "");
    rest = next === -1 ? [] : rest.slice(next);
  }
  return parts;
}

/** How good it is to cut behind a piece. */
enum Border {
  Character,
  Clause,
  Sentence,
  Line,
  Paragraph,
}

/** What is not cut: a character as people see it, or a link. */
interface Piece {
  readonly text: string;
  readonly bytes: number;
  readonly border: Border;
}

function countFitting(pieces: readonly Piece[], maxBytes: number): number {
  let bytes = 0;
  const tooMany = pieces.findIndex((piece) => (bytes += piece.bytes) > maxBytes);
  // One piece always goes, so that this ends.
  return tooMany === -1 ? pieces.length : Math.max(tooMany, 1);
}

/** The best border in the second half, then in the last three quarters; else as much as fits. */
function chooseEnd(pieces: readonly Piece[], count: number): number {
  for (const from of [Math.ceil(count / 2), Math.ceil(count / 4)]) {
    let best = { end: 0, border: Border.Character };
    for (let end = from; end <= count; end += 1) {
      const { border } = pieces[end - 1]!;
      if (border > Border.Character && border >= best.border) best = { end, border };
    }
    if (best.end > 0) return best.end;
  }
  return count;
}

const LINK = /<a href="[^"]*">[^<]*<\/a>|https?:\/\/[^\s<>"'，。！？；：、（）《》“”‘’【】]+/gi;
const graphemes = new Intl.Segmenter("zh", { granularity: "grapheme" });

function readPieces(text: string, maxBytes: number): Piece[] {
  const texts: string[] = [];
  let at = 0;
  for (const link of text.matchAll(LINK)) {
    texts.push(...readCharacters(text.slice(at, link.index), maxBytes));
    const fits = byteLength(link[0]) <= maxBytes;
    texts.push(...fits ? [link[0]] : readCharacters(link[0], maxBytes));
    at = link.index + link[0].length;
  }
  texts.push(...readCharacters(text.slice(at), maxBytes));
  let pending = Border.Character;
  return texts.map((text, index) => {
    const own = borderBehind(texts, index);
    // A closing quote ends what the full stop in it has ended.
    const reached = CLOSER.test(text) ? Math.max(own, pending) : own;
    const goesOn = CLOSER.test(texts[index + 1] ?? "");
    pending = goesOn ? reached : Border.Character;
    return { text, bytes: byteLength(text), border: goesOn ? Border.Character : reached };
  });
}

/** Emoji of several parts are one; a heap of accents that no message can hold falls apart. */
function readCharacters(text: string, maxBytes: number): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
    .flatMap((segment) => byteLength(segment) <= maxBytes ? [segment] : [...segment]);
}

const CLOSER = /^[”’』」）)】》"'。！？!?…]$/;

function borderBehind(texts: readonly string[], index: number): Border {
  const text = texts[index]!;
  const next = texts[index + 1] ?? "\n";
  if (/\n/.test(text)) return /\n/.test(next) ? Border.Paragraph : Border.Line;
  if (/^[。！？!?…]$/.test(text)) return Border.Sentence;
  if (text === "." && /^\s/.test(next) && !/^\d/.test(texts[index - 1] ?? "")) {
    return Border.Sentence;
  }
  return /^[，、；：,;]$/.test(text) || /^\s+$/.test(text) ? Border.Clause : Border.Character;
}
