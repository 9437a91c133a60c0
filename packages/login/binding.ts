import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { LoginAttempt } from "packages/login/attempt.ts";
import { equalsConstantTime, sha256Hex } from "packages/platform/encoding.ts";

/** What a caller sends to prove that it is the browser, or the client, that created the attempt. */
export interface BindingProof {
  /** Value of the cookie named by {@link bindingCookieName}. */
  readonly cookie?: string | undefined;
  /** `Authorization: Bearer <verifier>` (RFC 7636 code verifier). */
  readonly verifier?: string | undefined;
}

/** The plain name of an attempt's binding cookie. `Cookies` adds the `__Host-` prefix, if any. */
export function bindingCookieName(sessionId: string): string {
  return `wl_${sessionId}`;
}

/** Whether a plain name is one that {@link bindingCookieName} returns. */
export function isBindingCookieName(name: string): boolean {
  return /^wl_[0-9a-f]{32}$/.test(name);
}

/** Whether the proof matches this attempt. Compares in constant time. */
export function isBound(attempt: LoginAttempt, proof: BindingProof): boolean {
  if (proof.cookie !== undefined) {
    if (equalsConstantTime(sha256Hex(proof.cookie), attempt.bindingHash)) return true;
  }
  if (proof.verifier === undefined || attempt.codeChallenge === undefined) return false;
  return equalsConstantTime(codeChallengeOf(proof.verifier), attempt.codeChallenge);
}

/** The challenge of a verifier: S256 of RFC 7636 section 4.2. */
export function codeChallengeOf(verifier: string): string {
  return Buffer.from(createHash("sha256").update(verifier).digest()).toString("base64url");
}
