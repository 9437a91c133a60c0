import { storableText } from "packages/platform/storable_text.ts";

/** What opens something to whoever knows it, or reaches a person: in lower case, without underscores. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "token",
  "responsecode",
  "welcomecode",
  "responseurl",
  "mobile",
  "telephone",
  "email",
  "bizmail",
  "address",
  "extattr",
]);

/** What a message to an AI bot shows is open to whoever knows its address. */
const LEFT_OUT_OF_BOTS: ReadonlySet<string> = new Set([...LEFT_OUT, "url"]);

/** The same for a message to an AI bot: besides without the addresses of files. */
export function storableBotContent(value: unknown): unknown {
  return storable(value, LEFT_OUT_OF_BOTS);
}

/** A message as the inbox keeps it: without codes, tokens and ways to reach people, and such that jsonb takes it. */
export function storableContent(value: unknown): unknown {
  return storable(value, LEFT_OUT);
}

function storable(value: unknown, leftOut: ReadonlySet<string>): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map((item) => storable(item, leftOut));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, field]) =>
    field !== undefined && !leftOut.has(name.toLowerCase().replaceAll("_", ""))
  );
  return Object.fromEntries(
    kept.map(([name, field]) => [storableText(name), storable(field, leftOut)]),
  );
}
