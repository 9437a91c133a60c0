import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, decryptMessage } from "packages/wecom/callback/cipher.ts";
import { readEnvelope } from "packages/wecom/callback/envelope.ts";
import { verifySignature } from "packages/wecom/callback/signature.ts";

/** Token and key of one callback configuration. During a key change two pairs are valid. */
export interface CallbackKeyPair {
  readonly token: string;
  readonly key: CallbackKey;
}

/** A callback as it arrived, and the keys and receive ids to try. */
export type OpenCallbackOptions = OpenOptions & CallbackContent;

/** The body of a POST, or the decoded `echostr` of a GET. */
type CallbackContent =
  | { readonly body: string; readonly echoStr?: undefined }
  | { readonly echoStr: string; readonly body?: undefined };

interface OpenOptions {
  /** The decoded parameters of the URL. */
  readonly query: {
    readonly msgSignature: string | undefined;
    readonly timestamp: string | undefined;
    readonly nonce: string | undefined;
  };
  /** They are tried in this order. */
  readonly keys: readonly CallbackKeyPair[];
  /** Accepted receivers: corp ids, or the empty string for an AI bot. */
  readonly receiveIds: readonly string[];
}

/** A callback that WeCom signed and that is addressed to us, decrypted. */
export interface OpenedCallback {
  /** XML or JSON; for an `echoStr`, the text to answer with. */
  readonly message: string;
  readonly receiveId: string;
  /** The index in `keys` of the pair that opened it. */
  readonly keyIndex: number;
  /** Unix seconds of the signed timestamp, for a replay window. */
  readonly timestamp: number;
}

/**
 * Verifies and decrypts a callback: signature with every pair, then decryption, then receive id.
 * Source: document paths 90930 and 90968.
 * @throws CallbackCryptoError when any step fails; its `reason` is for the operator, not for the sender
 */
export function openCallback(options: OpenCallbackOptions): OpenedCallback {
  const encrypted = ciphertextOf(options);
  const timestamp = Number(options.query.timestamp);
  let failure: CallbackCryptoError | undefined;
  // Two pairs may share a token when only the key changes, so try every pair that signed.
  for (const keyIndex of signers(options, encrypted)) {
    try {
      const { key } = options.keys[keyIndex]!;
      const { message, receiveId } = decryptMessage({ key, encrypted });
      if (!options.receiveIds.includes(receiveId)) throw new CallbackCryptoError("receive_id");
      return { message, receiveId, keyIndex, timestamp };
    } catch (error) {
      if (!(error instanceof CallbackCryptoError)) throw error;
      failure = error;
    }
  }
  throw failure ?? new CallbackCryptoError("signature");
}

function ciphertextOf({ body, echoStr }: CallbackContent): string {
  if (echoStr === undefined) return readEnvelope(body);
  // Base64 has no spaces: a space was a plus before a proxy decoded the URL a second time.
  return echoStr.replaceAll(" ", "+");
}

/**
 * The indexes of the pairs whose token signed the callback. All pairs are checked, so that the time
 * does not reveal which one matched.
 *
 * The signed parts are joined without separators, so an attacker could move the first blocks of the
 * ciphertext into the nonce: the rest would still be signed, and could decrypt to another message.
 * This needs a nonce of at least 128 characters, so longer nonces than 64 are refused.
 */
function signers({ query, keys }: OpenCallbackOptions, encrypted: string): number[] {
  const { msgSignature = "", timestamp = "", nonce = "" } = query;
  const isFormed = /^\d{10}$/.test(timestamp) && nonce !== "" && nonce.length <= 64;
  return keys
    .map(({ token }) => verifySignature(msgSignature, { token, timestamp, nonce, encrypted }))
    .flatMap((isSigned, index) =>
      isSigned && isFormed && keys[index]!.token.trim() !== "" ? [index] : []
    );
}
