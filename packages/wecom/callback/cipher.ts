import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";

const ALGORITHM = "aes-256-cbc";
/** WeCom pads to 32 bytes, which crypto libraries refuse for AES: they pad to its block of 16. */
const PAD_BYTES = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEADER_BYTES = RANDOM_BYTES + LENGTH_BYTES;

/** An EncodingAESKey ready for use. Holds the key where inspection and JSON do not show it. */
export interface CallbackKey {
  /** AES-256-CBC over whole blocks, without padding. */
  encipher(padded: Uint8Array): Buffer;
  /** The reverse; the caller judges the padding. */
  decipher(ciphertext: Uint8Array): Buffer;
}

/**
 * Reads the 43 characters of an EncodingAESKey (document path 90968). They carry 258 bits, of
 * which the last two are arbitrary: strict base64 readers refuse three keys in four.
 * Throws {@link CallbackCryptoError} with reason `key`.
 */
export function createCallbackKey(encodingAesKey: string): CallbackKey {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) throw new CallbackCryptoError("key");
  const bytes = Buffer.from(encodingAesKey, "base64");
  const key = createSecretKey(bytes);
  const iv = Uint8Array.from(bytes.subarray(0, 16));
  // Without final() Deno keeps the native cipher until the next garbage collection.
  return {
    encipher(padded) {
      const cipher = createCipheriv(ALGORITHM, key, iv).setAutoPadding(false);
      return Buffer.concat([cipher.update(padded), cipher.final()]);
    },
    decipher(ciphertext) {
      const decipher = createDecipheriv(ALGORITHM, key, iv).setAutoPadding(false);
      const padded = decipher.update(ciphertext);
      // Empty, as there is no padding: a copy less of what may be a large file.
      decipher.final();
      return padded;
    },
  };
}

/** What goes into one encrypted message. */
export interface EncryptOptions {
  readonly key: CallbackKey;
  readonly message: string;
  /** The corp id; empty for an AI bot. */
  readonly receiveId: string;
  /** 16 random bytes. */
  readonly random16: Uint8Array;
}

/**
 * Encrypts `random16 | length | message | receiveId`, padded to 32 bytes, into base64.
 * Throws TypeError when `random16` is not 16 bytes. Source: document path 90968.
 */
export function encryptMessage(options: EncryptOptions): string {
  const { key, random16 } = options;
  if (random16.length !== RANDOM_BYTES) {
    throw new TypeError(`Cannot encrypt message: random16 is ${random16.length} bytes, not 16`);
  }
  const message = Buffer.from(options.message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(message.length);
  const framed = Buffer.concat([random16, length, message, Buffer.from(options.receiveId)]);
  return encryptFile(key, framed).toString("base64");
}

/**
 * Decrypts what {@link encryptMessage} makes. The caller has checked the signature before, and
 * compares the receive id afterwards. Throws {@link CallbackCryptoError} with reason `base64`,
 * `decrypt` (length or padding) or `buffer` (inner lengths).
 */
export function decryptMessage(
  { key, encrypted }: { readonly key: CallbackKey; readonly encrypted: string },
): { message: string; receiveId: string } {
  const framed = decryptFile(key, decodeBase64(encrypted));
  if (framed.length < HEADER_BYTES) throw new CallbackCryptoError("buffer");
  const messageEnd = HEADER_BYTES + framed.readUInt32BE(RANDOM_BYTES);
  if (messageEnd > framed.length) throw new CallbackCryptoError("buffer");
  return {
    message: framed.toString("utf8", HEADER_BYTES, messageEnd),
    receiveId: framed.toString("utf8", messageEnd),
  };
}

/** Encrypts bytes as WeCom does a file for an AI bot: padded to 32 bytes, nothing around them. Document path 101031. */
export function encryptFile(key: CallbackKey, bytes: Uint8Array): Buffer {
  const pad = PAD_BYTES - bytes.length % PAD_BYTES;
  return key.encipher(Buffer.concat([bytes, Buffer.alloc(pad, pad)]));
}

/**
 * Decrypts what {@link encryptFile} makes. Nothing signs such bytes: only a wrong padding tells of a wrong key, and of
 * most changes on the way. Throws {@link CallbackCryptoError} with reason `decrypt`.
 */
export function decryptFile(key: CallbackKey, ciphertext: Uint8Array): Buffer {
  if (ciphertext.length === 0 || ciphertext.length % PAD_BYTES !== 0) {
    throw new CallbackCryptoError("decrypt");
  }
  return withoutPadding(key.decipher(ciphertext));
}

/** Unlike Buffer, refuses characters outside the alphabet instead of skipping them. */
function decodeBase64(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new CallbackCryptoError("base64");
  }
  return Buffer.from(text, "base64");
}

function withoutPadding(padded: Buffer): Buffer {
  const pad = padded[padded.length - 1] ?? 0;
  const isLegal = pad >= 1 && pad <= PAD_BYTES &&
    padded.subarray(padded.length - pad).every((byte) => byte === pad);
  if (!isLegal) throw new CallbackCryptoError("decrypt");
  return padded.subarray(0, padded.length - pad);
}
