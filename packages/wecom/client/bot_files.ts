import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, decryptFile } from "packages/wecom/callback/cipher.ts";
import { download, FileTooLargeError } from "packages/wecom/client/download.ts";
import { isPublicUrl, type Resolve } from "packages/wecom/client/public_address.ts";
import { readFile } from "packages/wecom/client/read_file.ts";

const CALL = "aibot file";
/** The longest padding of a ciphertext. */
const PAD_BYTES = 32;

/** A file of an AI bot can never be fetched, so do not retry. Contains no address. */
export class BotFileError extends Error {
  override readonly name = "BotFileError";

  constructor(readonly reason: "address" | "decrypt") {
    super(
      reason === "address"
        ? "Cannot fetch file of AI bot: its address is not on the public Internet"
        : "Cannot fetch file of AI bot: decryption failed. Compare the bot's EncodingAESKey with the console",
    );
  }
}

/** A whole file. Its name comes from the sender: do not trust it. */
export interface BotFile {
  readonly bytes: Uint8Array;
  readonly fileName?: string;
}

/** What {@link fetchBotFile} needs. */
export interface BotFileOptions {
  readonly fetch: typeof globalThis.fetch;
  /** The bot's keys, the present one first. */
  readonly keys: readonly CallbackKey[];
  /** Whether WeCom is a simulator on this machine; see `isPublicUrl`. */
  readonly allowsLoopback: boolean;
  readonly resolve?: Resolve;
  /** The limit for the decrypted file. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** The time until the file begins. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Fetches and decrypts a file that a person sent to an AI bot. The URL comes from the message, is valid
 * for five minutes and is a secret: it gives the file to any client. No redirect is followed.
 * Source: document path 101031.
 * @throws BotFileError when the address is not public or no key decrypts the file
 * @throws FileTooLargeError when the file is larger than `maxBytes`
 * @throws WecomUnreachableError when the file store gives no usable answer
 */
export async function fetchBotFile(url: string, options: BotFileOptions): Promise<BotFile> {
  const { fetch, keys, maxBytes, signal, timeoutMs = 5_000 } = options;
  if (!await isPublicUrl(url, options)) throw new BotFileError("address");
  const file = await download(fetch, {
    call: CALL,
    url,
    signal,
    timeoutMs,
    bodyTimeoutMs: 12 * timeoutMs,
    maxBytes: maxBytes + PAD_BYTES,
    isFile: ({ ok }) => ok,
  });
  const bytes = decryptWithOne(keys, await readFile(CALL, file, maxBytes + PAD_BYTES));
  if (bytes.length > maxBytes) throw new FileTooLargeError(CALL, maxBytes);
  return { bytes, ...file.fileName === undefined ? {} : { fileName: file.fileName } };
}

function decryptWithOne(keys: readonly CallbackKey[], ciphertext: Uint8Array): Uint8Array {
  for (const key of keys) {
    try {
      return decryptFile(key, ciphertext);
    } catch (error) {
      if (!(error instanceof CallbackCryptoError)) throw error;
    }
  }
  throw new BotFileError("decrypt");
}
