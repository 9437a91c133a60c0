import { redactText } from "packages/platform/redact.ts";

/** WeChat takes 32 at most. */
const MAX_CHARACTERS = 64;

/**
 * What strangers call themselves, as a page may show it within other text: in one line, not turning around what stands
 * beside it, without ways to reach them. Empty when nothing of it can be seen.
 */
export function customerName(chosen: string): string {
  const plain = chosen.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  const name = Array.from(plain.trim()).slice(0, MAX_CHARACTERS).join("");
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(name) ? redactText(name) : "";
}
