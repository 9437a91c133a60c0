import { storableText } from "packages/storage/jobs/job_data.ts";

/** Fields with secrets or contact data, in lower case and without underscores. The inbox does not store them. */
const OMITTED: ReadonlySet<string> = new Set([
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

/** For AI bots also file addresses: any client that knows the address can download the file. */
const OMITTED_FOR_BOTS: ReadonlySet<string> = new Set([...OMITTED, "url"]);

/** Like {@link storableContent}, for messages to an AI bot: also without file addresses. */
export function storableBotContent(value: unknown): unknown {
  return storable(value, OMITTED_FOR_BOTS);
}

/** A message as the inbox stores it: without codes, tokens and contact data, and in a form that jsonb accepts. */
export function storableContent(value: unknown): unknown {
  return storable(value, OMITTED);
}

function storable(value: unknown, omitted: ReadonlySet<string>): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map((item) => storable(item, omitted));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, field]) =>
    field !== undefined && !omitted.has(name.toLowerCase().replaceAll("_", ""))
  );
  return Object.fromEntries(
    kept.map(([name, field]) => [storableText(name), storable(field, omitted)]),
  );
}
