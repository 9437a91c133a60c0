/** Names of fields that hold secrets. */
export const SECRET_NAME =
  /secret|token|ticket|password|passwd|cookie|authorization|encrypt|signature|aes_?key|session_?key|^code$|auth_?code/i;
/** Names of fields with contact data of people. */
export const PERSONAL_NAME = /mobile|phone|e_?mail|biz_?mail|id_?card/i;
/** Chinese mobile numbers, with or without country code, blanks and hyphens, also in full width; not inside a longer number. */
const PHONE =
  /(?<![\d０-９])(?:(?:\+|00)?86[-\s]?)?([1１][3-9３-９][\d０-９])[-\s]?[\d０-９]{4}[-\s]?([\d０-９]{4})(?![\d０-９])/g;
const EMAIL = /[\w.+-]{1,64}@(?=[\w-]{1,63}\.)/g;

const REDACTED = "[redacted]";

/**
 * A copy of a JSON value that may be shown to operators: fields whose names mean secrets or contact data are removed,
 * telephone numbers and e-mail addresses inside texts are masked.
 */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return redactNumber(value);
  if (typeof value === "bigint") return redactText(String(value));
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  // A time or a URL has no fields of its own: JSON shows it as a text.
  if ("toJSON" in value && typeof value.toJSON === "function") return redact(value.toJSON());
  return Object.fromEntries(
    Object.entries(value).map((
      [name, field],
    ) => [name, isSensitive(name, field) ? REDACTED : redact(field)]),
  );
}

/** A text with telephone numbers and e-mail addresses masked. */
export function redactText(text: string): string {
  return text.replaceAll(PHONE, "$1****$2").replaceAll(EMAIL, "***@");
}

function redactNumber(value: number): number | string {
  const text = redactText(String(value));
  return text === String(value) ? value : text;
}

function isSensitive(name: string, field: unknown): boolean {
  if (field === null || field === undefined || field === "") return false;
  // Counts such as `tokens_used` are not secret.
  return (SECRET_NAME.test(name) && typeof field !== "number") || PERSONAL_NAME.test(name);
}
