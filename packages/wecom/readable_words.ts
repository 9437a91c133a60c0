/** Names of fields with words for people, in lower case and without underscores. */
const READABLE: ReadonlySet<string> = new Set([
  "title",
  "producttitles",
  "description",
  "desc",
  "content",
  "headcontent",
  "tailcontent",
  "msgcontent",
  "text",
  "subtitletext",
  "quotetext",
  "keyname",
  "label",
  "name",
  "nickname",
  "sendername",
  "shopnickname",
  "address",
  "salesprice",
  "pricewording",
  "state",
  // What a customer asks about when they share an order.
  "orderid",
]);

const CHARACTERS_MAX = 4_000;
const DEPTH_MAX = 5;

/**
 * The words for people in a message of a kind that is not read field by field: its titles, texts, names and prices, one
 * per line, each once, at most 4,000 characters. JSON within a text is read too. Ids, except an order's, codes and addresses
 * of files are left out. Empty: it has no words.
 */
export function readableWords(fields: unknown): string {
  const words = new Set<string>();
  collect(fields, words, DEPTH_MAX);
  return [...words].join("\n").slice(0, CHARACTERS_MAX).toWellFormed();
}

function collect(value: unknown, words: Set<string>, depthLeft: number): void {
  if (typeof value !== "object" || value === null || depthLeft === 0) return;
  for (const [name, field] of Object.entries(value)) {
    const isReadable = READABLE.has(name.toLowerCase().replaceAll("_", ""));
    for (const item of Array.isArray(field) ? field : [field]) {
      const one = isReadable ? fieldsIn(item) : item;
      if (typeof one === "object") collect(one, words, depthLeft - 1);
      else if (isReadable && String(one).trim() !== "") words.add(String(one).trim());
    }
  }
}

/** The fields of a text that is a JSON object, as in a forwarded chat; any other value unchanged. */
function fieldsIn(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*\{[^]*\}\s*$/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
