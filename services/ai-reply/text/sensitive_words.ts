import { segmentText } from "services/ai-reply/text/segment_text.ts";

/** Finds sensitive words in questions and answers. */
export interface SensitiveWords {
  /** Returns the listed words that `text` contains, each once. */
  find(text: string): readonly string[];
}

/**
 * Creates the search for a list of words; blank entries match nothing. Full-width forms, case, and white space or invisible
 * characters within a word are ignored. A word that begins or ends with a Latin letter or digit matches only at the border
 * of a word of the text, so `ass` does not match `class`. Over the border of two lines, or of two messages joined by a line
 * break, a word matches if it begins and ends where words of the text do: `法轮` is not in `有办法\n轮胎`.
 */
export function createSensitiveWords(words: readonly string[]): SensitiveWords {
  const root = createNode();
  for (const word of words) addWord(root, word);
  return {
    find(text) {
      if (root.next.size === 0) return [];
      const normal = normalise(text);
      const units = readUnits(normal);
      const found = new Set<string>();
      for (let start = 0; start < units.length; start += 1) {
        findAt(root, { normal, units }, start, found);
      }
      return [...found];
    },
  };
}

/** A node of the prefix tree of all words. */
interface Node {
  readonly next: Map<string, Node>;
  /** The word that ends at this node, as listed. */
  word: string | undefined;
}

function createNode(): Node {
  return { next: new Map(), word: undefined };
}

function addWord(root: Node, word: string): void {
  let node = root;
  for (const { character } of readUnits(normalise(word))) {
    let next = node.next.get(character);
    if (next === undefined) node.next.set(character, next = createNode());
    node = next;
  }
  // A blank word ends at the root, which matches nothing.
  if (node !== root) node.word ??= word.trim();
}

interface Searched {
  readonly normal: string;
  readonly units: readonly Unit[];
}

function findAt(root: Node, { normal, units }: Searched, start: number, found: Set<string>): void {
  if (units[start]!.isWithinWord) return;
  let node: Node | undefined = root;
  for (let at = start; at < units.length; at += 1) {
    node = node.next.get(units[at]!.character);
    if (node === undefined) return;
    if (node.word === undefined || units[at + 1]?.isWithinWord) continue;
    if (isWithinLine(normal, units[start]!.index, units[at]!)) found.add(node.word);
  }
}

/** Whether the match is in one line, or begins and ends at borders of words of its lines. */
function isWithinLine(normal: string, start: number, last: Unit): boolean {
  const end = last.index + last.character.length;
  if (!normal.slice(start, end).includes("\n")) return true;
  return isBorder(normal, start) && isBorder(normal, end);
}

function isBorder(normal: string, at: number): boolean {
  const lineStart = normal.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = normal.indexOf("\n", at);
  const line = normal.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const word = segmentText(line, "word").containing(at - lineStart);
  return word === undefined || word.index === at - lineStart;
}

/** A character that is compared. */
interface Unit {
  readonly character: string;
  /** Where it is in the normalised text. */
  readonly index: number;
  /** A Latin letter or digit directly behind another one. */
  readonly isWithinWord: boolean;
}

const IGNORED = /[\s\p{Cf}\p{Cc}\p{Zs}\p{Variation_Selector}\u034F]/u;
const LATIN = /[\p{Script=Latin}\p{Nd}]/u;

function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function readUnits(normal: string): Unit[] {
  const units: Unit[] = [];
  let isBehindLatin = false;
  let next = 0;
  for (const character of normal) {
    const index = next;
    next += character.length;
    const isIgnored = IGNORED.test(character);
    const isLatin = !isIgnored && LATIN.test(character);
    if (!isIgnored) units.push({ character, index, isWithinWord: isLatin && isBehindLatin });
    // White space ends a word; an invisible character does not.
    if (!isIgnored || /\s/u.test(character)) isBehindLatin = isLatin;
  }
  return units;
}
