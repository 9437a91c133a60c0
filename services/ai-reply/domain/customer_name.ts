import { redactText } from "packages/platform/redact.ts";

/** WeChat allows 32. */
const MAX_CHARACTERS = 64;

/**
 * Makes a name that its owner chose safe to show within other text: one line, no bidirectional control characters, no
 * phone numbers or e-mail addresses. Empty if no visible character remains.
 */
export function customerName(chosen: string): string {
  const plain = chosen.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  const name = Array.from(plain.trim()).slice(0, MAX_CHARACTERS).join("");
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(name) ? redactText(name) : "";
}
