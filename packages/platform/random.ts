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

/** 256 random bits as base64url, for tokens and secrets. */
export function randomSecret(randomBytes: RandomBytes): string {
  return encodeBase64Url(randomBytes(32));
}

/** A UUIDv7 (RFC 9562 section 5.7): sorts by its creation time. */
export function uuidV7(clock: Clock, randomBytes: RandomBytes): string {
  const [high, low] = randomBytes(2);
  return formatUuidV7(clock.now(), ((high! & 0x0f) << 8) | low!, randomBytes);
}

/** The lowest UUIDv7 of a time in milliseconds since the epoch: all earlier ones sort before it. */
export function firstUuidV7(ms: number): string {
  return formatUuidV7(ms, 0, (length) => new Uint8Array(length));
}

/**
 * Makes UUIDv7 that sort in the order of creation, even within a millisecond: the twelve bits after the time are a
 * counter (RFC 9562 section 6.2, method 1).
 */
export function createOrderedIds(clock: Clock, randomBytes: RandomBytes): () => string {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const now = clock.now();
    if (now > lastMs) [lastMs, counter] = [now, 0];
    else if (++counter > 0xfff) [lastMs, counter] = [lastMs + 1, 0];
    return formatUuidV7(lastMs, counter, randomBytes);
  };
}

function formatUuidV7(ms: number, next12Bits: number, randomBytes: RandomBytes): string {
  const bytes = randomBytes(16);
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(
    0,
    (BigInt(ms) << 16n) | 0x7000n | BigInt(next12Bits),
  );
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = encodeHex(bytes);
  return [8, 12, 16, 20, 32].map((end, index) => hex.slice([0, 8, 12, 16, 20][index], end)).join(
    "-",
  );
}
