import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, decryptMessage } from "packages/wecom/callback/cipher.ts";
import { readEnvelope } from "packages/wecom/callback/envelope.ts";
import { verifySignature } from "packages/wecom/callback/signature.ts";

/** Token and key of one callback configuration. Two are live while they are being changed. */
export interface CallbackKeyPair {
  readonly token: string;
  readonly key: CallbackKey;
}

/** A callback as it arrived, and what it may be opened with. */
export type OpenCallbackOptions = OpenOptions & CallbackContent;

/** What came: the body of a POST, or the decoded `echostr` of a GET. */
type CallbackContent =
  | { readonly body: string; readonly echoStr?: undefined }
  | { readonly echoStr: string; readonly body?: undefined };

interface OpenOptions {
  /** From the URL, decoded. */
  readonly query: {
    readonly msgSignature: string | undefined;
    readonly timestamp: string | undefined;
    readonly nonce: string | undefined;
  };
  /** In order of preference. */
  readonly keys: readonly CallbackKeyPair[];
  /** Corp ids; the empty string for an AI bot. Any other receiver is refused. */
  readonly receiveIds: readonly string[];
}

/** A callback that WeCom sent, to us. */
export interface OpenedCallback {
  /** XML or JSON; for an `echoStr`, the text to answer with. */
  readonly message: string;
  readonly receiveId: string;
  /** Which of `keys` opened it. */
  readonly keyIndex: number;
  /** Unix seconds of the signed timestamp, for a replay window. */
  readonly timestamp: number;
}

/**
 * Verifies and decrypts a callback: signature against every pair, then decryption, then receive
 * id. Whatever is wrong, it throws {@link CallbackCryptoError}; its `reason` is for the operator,
 * not for the sender. Source: document paths 90930 and 90968.
 */
export function openCallback(options: OpenCallbackOptions): OpenedCallback {
  const encrypted = ciphertextOf(options);
  const timestamp = Number(options.query.timestamp);
  let failure: CallbackCryptoError | undefined;
  // Pairs may share a token when only the key changes, so the next one that signed is tried too.
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
 * Which pairs signed it. All of them are tried, so that the time does not tell which one did.
 *
 * The signed parts are joined without separators, so a nonce could take over the first blocks of
 * the ciphertext: the rest would still be signed, and may read as another message. 128 characters
 * are the least that leaves whole blocks, so a nonce is not allowed to be that long.
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
