import { UpstreamError } from "simulators/upstream/wire/upstream_error.ts";

/** The JSON body of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** An id as a decimal string: the upstream takes numbers, and strings of digits. Undefined for anything else. */
export function readId(value: unknown): string | undefined {
  if (typeof value === "bigint") return value >= 0n ? String(value) : undefined;
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  }
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? value : undefined;
}

/**
 * A field that is an id.
 * @throws UpstreamError when it is missing or no id
 */
export function requireId(fields: Fields, name: string): string {
  const id = readId(fields[name]);
  if (id === undefined) throw badField(name);
  return id;
}

/**
 * A field that is a text.
 * @throws UpstreamError when it is missing or no text
 */
export function requireText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw badField(name);
  return value;
}

/** A field that is a number of items, at most 1000; the default is what the vendor's samples use. */
export function readLimit(fields: Fields): number {
  const limit = Number(fields["limit"] ?? 10);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : 10;
}

/** The refusal of a field. The upstream's own answer is not documented. */
export function badField(name: string): UpstreamError {
  return new UpstreamError(-4, `参数错误: ${name}（模拟器自拟）`);
}
