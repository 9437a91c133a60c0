import { z } from "zod";

/**
 * Renames the keys of parsed XML or JSON, at every depth, and leaves out empty text and null:
 * WeCom sends an empty element for what it does not tell. Two keys that get one name become an
 * array, which a schema for one value refuses.
 */
export function renameFields(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameFields(item, rename));
  if (typeof value !== "object" || value === null) return value;
  const renamed = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value)) {
    if (field === "" || field === null) continue;
    const key = rename(name);
    const child = renameFields(field, rename);
    renamed.set(key, renamed.has(key) ? [renamed.get(key), child].flat() : child);
  }
  return Object.fromEntries(renamed);
}

/** Unix seconds. */
export const seconds = z.union([z.int().nonnegative(), z.stringFormat("seconds", /^\d{1,12}$/)])
  .transform(Number);

/** A number with a fraction, such as a latitude. */
export const decimal = z.stringFormat("decimal", /^-?\d{1,9}(\.\d{1,20})?$/).transform(Number);

/** A count or a code. */
export const integer = z.union([z.int(), z.stringFormat("integer", /^-?\d{1,15}$/)])
  .transform(Number);

/** Ids are strings for us, whatever the wire says. */
export const id = z.union([z.string(), z.int()]).transform(String);

/** Repeated siblings: absent, one, or an array of them. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => value === undefined ? [] : Array.isArray(value) ? value : [value],
    z.array(item),
  );
}
