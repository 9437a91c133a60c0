import { Buffer } from "node:buffer";
import { scrypt, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "packages/platform/random.ts";

// OWASP Password Storage Cheat Sheet, scrypt: N = 2^15, r = 8, p = 3.
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;

/** The shortest password an account may have. */
export const PASSWORD_LENGTH_MIN = 12;
/** The longest one: a longer one only costs time. */
export const PASSWORD_LENGTH_MAX = 256;

/** A password as `scrypt$<salt>$<key>`, both base64url. */
export async function hashPassword(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = Buffer.from(randomBytes(16));
  const key = await derive(password, salt);
  return `scrypt$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/**
 * Whether the password matches the hash. Without a hash (no such account) it takes the same time and returns false, so
 * that the time of an answer does not show which names exist.
 */
export async function verifyPassword(
  password: string,
  hash: string | undefined,
): Promise<boolean> {
  const [, salt = "", key = ""] = (hash ?? "").split("$");
  const expected = Buffer.from(key, "base64url");
  const derived = await derive(password, Buffer.from(salt || "absent", "base64url"));
  return expected.length === KEY_BYTES && timingSafeEqual(derived, expected);
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
