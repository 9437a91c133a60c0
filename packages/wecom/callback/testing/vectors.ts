import { Buffer } from "node:buffer";
import { z } from "zod";
import data from "packages/wecom/callback/testdata/vectors.json" with { type: "json" };
import { createCallbackKey } from "packages/wecom/callback/cipher.ts";

const vector = z.object({
  id: z.string(),
  kind: z.string(),
  token: z.string(),
  encoding_aes_key: z.string(),
  receive_id: z.string(),
  timestamp: z.string(),
  nonce: z.string(),
  msg_signature: z.string(),
  encrypt: z.string(),
  random16_hex: z.string(),
  plaintext: z.string(),
  pad: z.number(),
}).transform((wire) => ({
  id: wire.id,
  isUrlCheck: wire.kind === "verify_url",
  encodingAesKey: wire.encoding_aes_key,
  pair: { token: wire.token, key: createCallbackKey(wire.encoding_aes_key) },
  receiveId: wire.receive_id,
  query: { timestamp: wire.timestamp, nonce: wire.nonce, msgSignature: wire.msg_signature },
  encrypted: wire.encrypt,
  random16: Buffer.from(wire.random16_hex, "hex"),
  plaintext: wire.plaintext,
  pad: wire.pad,
}));

/** A callback with all its parts, encrypted and plain. */
export type Vector = z.output<typeof vector>;

/** The golden vectors; see `testdata/SOURCE.md` for their origin. */
export const VECTORS: readonly Vector[] = z.array(vector).min(11).parse(data.vectors);

/** The vector with this id, such as "V1". */
export function vectorOf(id: string): Vector {
  return VECTORS.find((vector) => vector.id === id)!;
}
