import { encodeBase64Url, encodeHex } from "packages/platform/encoding.ts";
import type { Clock } from "packages/platform/clock.ts";

/** Randomness as a dependency: `length` unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** The operating system's randomness. */
export const systemRandomBytes: RandomBytes = (length) =>
  crypto.getRandomValues(new Uint8Array(length));

/** `bytes` random bytes as lower-case hex. */
export function randomHex(randomBytes: RandomBytes, bytes: number): string {
  return encodeHex(randomBytes(bytes));
}

/** 256 random bits as base64url: long enough for anything that must not be guessed. */
export function randomSecret(randomBytes: RandomBytes): string {
  return encodeBase64Url(randomBytes(32));
}

/** A UUIDv7 (RFC 9562 section 5.7): sorts by the time it was made. */
export function uuidV7(clock: Clock, randomBytes: RandomBytes): string {
  const bytes = randomBytes(16);
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, BigInt(clock.now()) << 16n);
  bytes.set(randomBytes(2), 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = encodeHex(bytes);
  return [8, 12, 16, 20, 32].map((end, index) => hex.slice([0, 8, 12, 16, 20][index], end)).join(
    "-",
  );
}
