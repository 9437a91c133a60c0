import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";

/** The parts that a callback's signature covers. */
export interface SignedParts {
  readonly token: string;
  /** Unix seconds as decimal text, as in the URL. */
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64 text: the content of `Encrypt`, or `echostr` after URL decoding. */
  readonly encrypted: string;
}

/**
 * Returns the `msg_signature`: SHA-1 over the parts, sorted by their bytes and joined without
 * separators, as 40 lower-case hexadecimal digits. Source: document path 90968.
 */
export function signCallback(parts: SignedParts): string {
  const hash = createHash("sha1");
  const bytes = [parts.token, parts.timestamp, parts.nonce, parts.encrypted]
    .map((part) => Buffer.from(part));
  for (const part of bytes.sort(Buffer.compare)) hash.update(part);
  return hash.digest("hex");
}

/** Whether `msgSignature` is the signature of the parts. Compares in constant time. */
export function verifySignature(msgSignature: string, parts: SignedParts): boolean {
  const expected = Buffer.from(signCallback(parts));
  const given = Buffer.from(msgSignature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
