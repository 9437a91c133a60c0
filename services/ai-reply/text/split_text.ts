import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { segmentText } from "services/ai-reply/text/segment_text.ts";

/** WeCom silently cuts a longer text message (WeCom document paths 90236 and 94677). */
export const MAX_TEXT_BYTES = 2048;

/**
 * Splits a text message into parts of at most `maxBytes` (4 or more) of UTF-8 each, at the best border near the end of each
 * part: paragraph, line, sentence, clause, else between two graphemes. A link is not split if it fits into a part. Only
 * white space at the ends of parts is removed. A blank text has no parts.
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

/** The kind of border behind a piece. Higher is better to split at. */
enum Border {
  Character,
  Clause,
  Sentence,
  Line,
  Paragraph,
}

/** A piece that is not split: a grapheme or a link. */
interface Piece {
  readonly text: string;
  readonly bytes: number;
  readonly border: Border;
}

function countFitting(pieces: readonly Piece[], maxBytes: number): number {
  let bytes = 0;
  const tooMany = pieces.findIndex((piece) => (bytes += piece.bytes) > maxBytes);
  // At least one piece, so that the loop ends.
  return tooMany === -1 ? pieces.length : Math.max(tooMany, 1);
}

/** The best border in the second half, else in the last three quarters, else the limit. */
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
    // A closing quote belongs to the sentence before it.
    const reached = CLOSER.test(text) ? Math.max(own, pending) : own;
    const goesOn = CLOSER.test(texts[index + 1] ?? "");
    pending = goesOn ? reached : Border.Character;
    return { text, bytes: byteLength(text), border: goesOn ? Border.Character : reached };
  });
}

/** Splits into graphemes. A grapheme that is larger than a part is split into characters. */
function readCharacters(text: string, maxBytes: number): string[] {
  return Array.from(segmentText(text, "grapheme"), ({ segment }) => segment)
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
