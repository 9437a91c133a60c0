import { redact } from "packages/platform/redact.ts";

/** The length of a uuid's beginning that may be shown. */
const UUID_SHOWN = 6;
const TEXT_LENGTH_MAX = 240;
const ITEMS_MAX = 30;
const DEPTH_MAX = 6;
const SECRET = /^(qr.*|.*key|password|passward|user_?name|union_?id|code|callback_?url)$/i;
const UUID_FIELD = /uuid$/i;

/**
 * The payload of a log entry without secrets: a uuid keeps its first six characters; codes, keys, QR codes and passwords
 * are removed; telephone numbers are masked. Long texts and lists are cut.
 */
export function redactPayload(payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redact(shorten(payload, "", 0)) as Record<string, unknown>;
}

function shorten(value: unknown, name: string, depth: number): unknown {
  if (value === null || value === undefined) return null;
  if (SECRET.test(name) && typeof value !== "boolean") return "[redacted]";
  if (typeof value === "string") {
    return UUID_FIELD.test(name) ? value.slice(0, UUID_SHOWN) : cut(value);
  }
  if (typeof value !== "object") return value;
  if (depth === DEPTH_MAX) return "…";
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => shorten(item, name, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, shorten(field, key, depth + 1)]),
  );
}

function cut(text: string): string {
  const safe = text.toWellFormed().replaceAll("\0", "\uFFFD");
  return safe.length <= TEXT_LENGTH_MAX
    ? safe
    : `${safe.slice(0, TEXT_LENGTH_MAX).toWellFormed()}…`;
}
