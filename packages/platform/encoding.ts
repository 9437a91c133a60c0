import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";

/** Bytes as lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Bytes as base64url without padding (RFC 4648 section 5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** SHA-256 of a text, as lower-case hex. Tokens that we only have to recognise are stored like this. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether two texts are equal, in time that depends on their lengths and not on where they differ. For hashes. */
export function equalsConstantTime(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
