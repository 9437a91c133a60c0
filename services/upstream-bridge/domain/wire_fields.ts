// Fields of the upstream's JSON. Builds differ in names and types, so each is looked up under all its names.
// Integers beyond ±(2^53−1) are decimal strings here, see packages/platform/lossless_json.ts.

/** A JSON object. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export function isWireRecord(value: unknown): value is WireRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function recordOf(value: unknown): WireRecord {
  return isWireRecord(value) ? value : {};
}

/** The first of the fields that is there and not null. */
export function firstOf(record: WireRecord, ...names: readonly string[]): unknown {
  const name = names.find((candidate) =>
    Object.hasOwn(record, candidate) && record[candidate] !== null &&
    record[candidate] !== undefined
  );
  return name === undefined ? undefined : record[name];
}

/** The first of the fields that is an id other than 0, as a decimal string without leading zeros. */
export function idOf(record: WireRecord, ...names: readonly string[]): string | null {
  for (const name of names) {
    if (!Object.hasOwn(record, name)) continue;
    const value = record[name];
    const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
    const digits = /^0*([1-9]\d{0,19})$/.exec(text)?.[1];
    if (digits !== undefined) return digits;
  }
  return null;
}

/** The first of the fields as a text; empty when it is neither text nor number. */
export function textOf(record: WireRecord, ...names: readonly string[]): string {
  const value = firstOf(record, ...names);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The first of the fields as an integer, also from a text such as `"2"`; null when it is none. */
export function integerOf(record: WireRecord, ...names: readonly string[]): number | null {
  const value = firstOf(record, ...names);
  const isNumeric = typeof value === "string" && /^\s*-?\d{1,15}\s*$/.test(value);
  const integer = isNumeric ? Number(value) : value;
  return Number.isSafeInteger(integer) ? integer as number : null;
}

/** The first of the fields that is a flag: a boolean, 0 or 1, or one of these as a text. Null: none is. */
export function flagOf(record: WireRecord, ...names: readonly string[]): boolean | null {
  for (const name of names) {
    if (!Object.hasOwn(record, name)) continue;
    const text = String(record[name]).trim().toLowerCase();
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
  }
  return null;
}

/** A time in seconds or milliseconds since the epoch, as milliseconds; null when it is 0 or no time. */
export function timeOf(record: WireRecord, ...names: readonly string[]): number | null {
  const value = integerOf(record, ...names);
  if (value === null || value <= 0) return null;
  return value < MILLISECONDS_FROM ? value * 1_000 : value;
}

/** As seconds this is the year 5138, as milliseconds the year 1973. */
const MILLISECONDS_FROM = 100_000_000_000;
