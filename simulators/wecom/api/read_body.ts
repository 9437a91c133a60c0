import { ApiError } from "simulators/wecom/api/api_error.ts";

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
