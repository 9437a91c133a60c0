import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";

const ALGORITHM = "aes-256-cbc";
/** WeCom pads to 32 bytes. Crypto libraries refuse that: for AES they pad to blocks of 16. */
const PAD_BYTES = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEADER_BYTES = RANDOM_BYTES + LENGTH_BYTES;

/** An EncodingAESKey ready for use. Inspection and JSON do not show the key. */
export interface CallbackKey {
  /** AES-256-CBC over whole blocks, without padding. */
  encipher(padded: Uint8Array): Buffer;
  /** The reverse; the caller checks the padding. */
  decipher(ciphertext: Uint8Array): Buffer;
}

/**
 * Reads the 43 characters of an EncodingAESKey. They have 258 bits, and the last two can have any
 * value: strict base64 readers refuse three of four keys. Source: document path 90968.
 * @throws CallbackCryptoError with reason `key` when the text is not 43 characters of base64
 */
export function createCallbackKey(encodingAesKey: string): CallbackKey {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) throw new CallbackCryptoError("key");
  const bytes = Buffer.from(encodingAesKey, "base64");
  const key = createSecretKey(bytes);
  const iv = Uint8Array.from(bytes.subarray(0, 16));
  // Without final() Deno keeps the native cipher until garbage collection.
  return {
    encipher(padded) {
      const cipher = createCipheriv(ALGORITHM, key, iv).setAutoPadding(false);
      return Buffer.concat([cipher.update(padded), cipher.final()]);
    },
    decipher(ciphertext) {
      const decipher = createDecipheriv(ALGORITHM, key, iv).setAutoPadding(false);
      const padded = decipher.update(ciphertext);
      // final() returns nothing here. Ignoring it saves one copy of a large file.
      decipher.final();
      return padded;
    },
  };
}

/** The parts of one encrypted message. */
export interface EncryptOptions {
  readonly key: CallbackKey;
  readonly message: string;
  /** The corp id; empty for an AI bot. */
  readonly receiveId: string;
  /** 16 random bytes. */
  readonly random16: Uint8Array;
}

/**
 * Encrypts `random16 | length | message | receiveId`, padded to 32 bytes. Returns base64.
 * Source: document path 90968.
 * @throws TypeError when `random16` is not 16 bytes
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
 * Reverses {@link encryptMessage}. The caller must check the signature before, and compare the
 * receive id afterwards. Source: document path 90968.
 * @throws CallbackCryptoError with reason `base64`, `decrypt` (wrong length or padding) or `buffer`
 * (wrong inner lengths)
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

/** Encrypts bytes as WeCom encrypts a file for an AI bot: padded to 32 bytes, without a frame. Document path 101031. */
export function encryptFile(key: CallbackKey, bytes: Uint8Array): Buffer {
  const pad = PAD_BYTES - bytes.length % PAD_BYTES;
  return key.encipher(Buffer.concat([bytes, Buffer.alloc(pad, pad)]));
}

/**
 * Reverses {@link encryptFile}. Files have no signature: only a wrong padding reveals a wrong key, and
 * most changes on the way are not detected. Source: document path 101031.
 * @throws CallbackCryptoError with reason `decrypt` when length or padding is wrong
 */
export function decryptFile(key: CallbackKey, ciphertext: Uint8Array): Buffer {
  if (ciphertext.length === 0 || ciphertext.length % PAD_BYTES !== 0) {
    throw new CallbackCryptoError("decrypt");
  }
  return withoutPadding(key.decipher(ciphertext));
}

/** Refuses characters outside the alphabet. Buffer would skip them. */
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
