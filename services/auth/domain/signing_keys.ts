import { createPrivateKey, type JsonWebKey } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import { z } from "zod";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";

const privateJwkSchema = z.looseObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  kid: z.string().min(1),
  x: z.string(),
  y: z.string(),
  d: z.string(),
}).refine(isKeyOnCurve);

const keySetSchema = z.object({
  keys: z.array(privateJwkSchema).min(1)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length),
});

/** The public part of a key. */
export interface PublicKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly use: "sig";
  readonly alg: "ES256";
}

/** The keys of access tokens: the one that signs, and all that verify. */
export interface SigningKeys {
  readonly keyId: string;
  readonly signingKey: CryptoKey;
  /** The public parts, as served at /.well-known/jwks.json (RFC 7517). */
  readonly publicKeys: readonly PublicKey[];
}

/** Private keys as configured, checked. */
export type KeySet = z.infer<typeof keySetSchema>;

/**
 * Reads a JWK set with private ES256 keys. The first key signs. To rotate with several replicas: append the new key,
 * restart all, move it to the front, restart all, and take the old one out ten minutes later.
 * @throws Error when the file is not such a set; the message shows nothing of its content
 */
export function parseKeySet(text: string): KeySet {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("must be JSON: a JWK set with private ES256 keys; `deno task keys` makes one");
  }
  const parsed = keySetSchema.safeParse(content);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new Error(
      `must be a JWK set with private ES256 keys (see ${where}); \`deno task keys\` makes one`,
    );
  }
  return parsed.data;
}

/** Imports checked keys for signing. */
export async function importSigningKeys({ keys }: KeySet): Promise<SigningKeys> {
  const signingKey = await importJWK(keys[0]!, "ES256");
  return { keyId: keys[0]!.kid, signingKey, publicKeys: keys.map(publicPart) };
}

function isKeyOnCurve(jwk: JsonWebKey): boolean {
  try {
    createPrivateKey({ key: jwk, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

function publicPart({ kty, crv, kid, x, y }: z.infer<typeof privateJwkSchema>): PublicKey {
  return { kty, crv, kid, x, y, use: "sig", alg: "ES256" };
}

/** A new JWK set with one private key, as text for `TOKEN_SIGNING_KEYS_FILE`. */
export async function generateSigningKeys(randomBytes: RandomBytes): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...await exportJWK(privateKey), kid: randomHex(randomBytes, 8), alg: "ES256" };
  return JSON.stringify({ keys: [key] }, undefined, 2) + "\n";
}
