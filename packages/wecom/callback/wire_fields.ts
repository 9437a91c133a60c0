import { z } from "zod";

/**
 * Renames the keys of parsed XML or JSON at every depth. Empty text and null are left out, because
 * WeCom sends an empty element for a missing value. Two keys that get the same name become an array,
 * which the schema of a single value refuses.
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

/** A decimal number such as a latitude. */
export const decimal = z.stringFormat("decimal", /^-?\d{1,9}(\.\d{1,20})?$/).transform(Number);

/** A count or a code. */
export const integer = z.union([z.int(), z.stringFormat("integer", /^-?\d{1,15}$/)])
  .transform(Number);

/** An id: a string here, also when the wire has a number. */
export const id = z.union([z.string(), z.int()]).transform(String);

/** A list: absent, one value, or an array. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => value === undefined ? [] : Array.isArray(value) ? value : [value],
    z.array(item),
  );
}
