import { storableText } from "packages/storage/job_data.ts";

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

/** A message as the inbox keeps it: without codes, tokens and ways to reach people, and such that jsonb takes it. */
export function storableContent(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storableContent);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, field]) =>
    field !== undefined && !LEFT_OUT.has(name.toLowerCase().replaceAll("_", ""))
  );
  return Object.fromEntries(
    kept.map(([name, field]) => [storableText(name), storableContent(field)]),
  );
}
