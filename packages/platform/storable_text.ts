/**
 * Replaces what PostgreSQL's `text` and `jsonb` cannot store by U+FFFD: the character NUL, and
 * unpaired UTF-16 surrogates.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
