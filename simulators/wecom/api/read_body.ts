import { ApiError, type Errcode } from "simulators/wecom/api/api_error.ts";

/**
 * The text in `body[name]`; empty when there is none.
 * @throws ApiError 40058 when it is not a text
 */
export function readString(body: Record<string, unknown>, name: string): string {
  const value = body[name] ?? "";
  if (typeof value !== "string") throw new ApiError(40058);
  return value;
}

/**
 * The text in `body[name]`.
 * @throws ApiError `missing` when it is absent or empty, 40058 when it is not a text
 */
export function requireString(
  body: Record<string, unknown>,
  name: string,
  missing: Errcode,
): string {
  const text = readString(body, name);
  if (text === "") throw new ApiError(missing);
  return text;
}

/**
 * The list of objects in `body[name]`; empty when there is none.
 * @throws ApiError 40058 when it is not a list of objects
 */
export function readList(
  body: Record<string, unknown>,
  name: string,
): readonly Record<string, unknown>[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || !value.every(isObject)) throw new ApiError(40058);
  return value;
}

/**
 * The object in `body[name]`; empty when there is none.
 * @throws ApiError 40058 when it is not an object
 */
export function readObject(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = body[name] ?? {};
  if (!isObject(value)) throw new ApiError(40058);
  return value;
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The integer in `body[name]`, also as digits in a text; `undefined` when there is none.
 * @throws ApiError 40058 when it is not an integer
 */
export function readInteger(body: Record<string, unknown>, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) throw new ApiError(40058);
  return number;
}
