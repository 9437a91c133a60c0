/** Elements that end a line or a cell, and may come without an end tag. Models write them among plain text. */
const LAYOUT = new Set("br hr wbr p li tr td th".split(" "));

/** All other elements of HTML that have an end tag. */
const PAIRED = new Set(
  ("a abbr acronym address article aside audio b bdi bdo big blockquote body button canvas caption center cite code " +
    "colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2 " +
    "h3 h4 h5 h6 head header hgroup html i iframe ins kbd label legend main map mark marquee menu meter nav noscript " +
    "object ol optgroup option output picture pre progress q rp rt ruby s samp script search section select slot small " +
    "span strike strong style sub summary sup svg table tbody template textarea tfoot thead time title tt u ul var video")
    .split(" "),
);

const TAG = /<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/gi;

/** The elements whose tags are markup in one answer. */
export interface Elements {
  /** Whether tags of this name are markup, not words in angle brackets. */
  has(name: string): boolean;
  /** Where the first start tag begins whose end tag has not come yet; -1: nowhere. */
  readonly openAt: number;
}

/**
 * Finds the elements of a text. A name that is also a usual word or a key, such as `<code>`, `<time>` or `<B>`, is an
 * element only if both its tags are there: `回复 <code>` is text.
 */
export function findElements(text: string): Elements {
  const starts = new Map<string, number>();
  const ends = new Set<string>();
  for (const [, slash, written, index] of matchTags(text)) {
    const name = written.toLowerCase();
    if (!PAIRED.has(name)) continue;
    if (slash === "/") ends.add(name);
    else if (!starts.has(name)) starts.set(name, index);
  }
  const open = [...starts].filter(([name]) => !ends.has(name)).map(([, index]) => index);
  return {
    has: (written) => {
      const name = written.toLowerCase();
      return LAYOUT.has(name) || starts.has(name) && ends.has(name);
    },
    openAt: open.length === 0 ? -1 : Math.min(...open),
  };
}

function* matchTags(text: string): Generator<[string, string, string, number]> {
  if (!text.includes("<")) return;
  for (const tag of text.matchAll(TAG)) yield [tag[0], tag[1]!, tag[2]!, tag.index];
}

const LINE_ENDS = /^<(?:[bh]r\b|\/(?:p|div|li|tr|h[1-6]|blockquote|dd|dt|pre|caption|summary)\b)/i;

/** What replaces a tag: a line break, a blank between cells, `^` of a power, or nothing. */
export function showTag(tag: string): string {
  if (LINE_ENDS.test(tag)) return "\n";
  if (/^<\/t[dh]\b/i.test(tag)) return " ";
  return /^<sup\b/i.test(tag) ? "^" : "";
}
