import { Buffer } from "node:buffer";

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads the bytes of a secret as the Standard Webhooks specification writes it: `whsec_` and base64 of 24 to 64 bytes.
 * Undefined: the text is something else.
 */
export function webhookKey(secret: string): Uint8Array | undefined {
  const base64 = SECRET.exec(secret)?.[1];
  if (base64 === undefined || base64.length % 4 !== 0) return undefined;
  const key = new Uint8Array(Buffer.from(base64, "base64"));
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}
