import { storableText } from "packages/platform/storable_text.ts";

/** A copy of a JSON value whose texts PostgreSQL's `jsonb` can store: see {@link storableText}. Names of fields are kept. */
export function storableJson<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value),
    (_name, field) => typeof field === "string" ? storableText(field) : field,
  );
}
