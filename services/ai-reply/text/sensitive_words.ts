/** Finds sensitive words in questions and answers. */
export interface SensitiveWords {
  /** Returns the listed words that `text` contains, each once. */
  find(text: string): readonly string[];
}

/**
 * Creates the search for a list of words; blank entries match nothing. Full-width forms, case, and white space or invisible
 * characters within a word are ignored. A word that begins or ends with a Latin letter or digit matches only at the border
 * of a word of the text, so `ass` does not match `class`.
 */
export function createSensitiveWords(words: readonly string[]): SensitiveWords {
  const root = createNode();
  for (const word of words) addWord(root, word);
  return {
    find(text) {
      if (root.next.size === 0) return [];
      const units = readUnits(text);
      const found = new Set<string>();
      for (let start = 0; start < units.length; start += 1) findAt(root, units, start, found);
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
  for (const { character } of readUnits(word)) {
    let next = node.next.get(character);
    if (next === undefined) node.next.set(character, next = createNode());
    node = next;
  }
  // A blank word ends at the root, which matches nothing.
  if (node !== root) node.word ??= word.trim();
}

function findAt(root: Node, units: readonly Unit[], start: number, found: Set<string>): void {
  if (units[start]!.isWithinWord) return;
  let node: Node | undefined = root;
  for (let at = start; at < units.length; at += 1) {
    node = node.next.get(units[at]!.character);
    if (node === undefined) return;
    if (node.word !== undefined && !units[at + 1]?.isWithinWord) found.add(node.word);
  }
}

/** A character that is compared. */
interface Unit {
  readonly character: string;
  /** A Latin letter or digit directly behind another one. */
  readonly isWithinWord: boolean;
}

const IGNORED = /[\s\p{Cf}\p{Cc}\p{Zs}\p{Variation_Selector}\u034F]/u;
const LATIN = /[\p{Script=Latin}\p{Nd}]/u;

function readUnits(text: string): Unit[] {
  const units: Unit[] = [];
  let isBehindLatin = false;
  for (const character of text.normalize("NFKC").toLowerCase()) {
    const isIgnored = IGNORED.test(character);
    const isLatin = !isIgnored && LATIN.test(character);
    if (!isIgnored) units.push({ character, isWithinWord: isLatin && isBehindLatin });
    // White space ends a word; an invisible character does not.
    if (!isIgnored || /\s/u.test(character)) isBehindLatin = isLatin;
  }
  return units;
}
