/** Words that neither questions nor answers may hold. */
export interface SensitiveWords {
  /** The listed words that `text` holds, each once; empty when there are none. */
  find(text: string): readonly string[];
}

/**
 * Prepares the list; blank entries match nothing. Width, case, and white space or invisible characters between
 * characters do not hide a word. A word that begins or ends with a Latin letter or digit is found only where a word of
 * the text does, so that `ass` is not found in `class`.
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

/** What the words that begin in the same way share. */
interface Node {
  readonly next: Map<string, Node>;
  /** The word that ends here, as it was listed. */
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
  // A blank word ends at the root, where nothing is looked up.
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

/** A character that counts. */
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
    // An invisible character inside a word does not end it; white space does.
    if (!isIgnored || /\s/u.test(character)) isBehindLatin = isLatin;
  }
  return units;
}
