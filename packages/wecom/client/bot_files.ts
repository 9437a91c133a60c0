import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, decryptFile } from "packages/wecom/callback/cipher.ts";
import { download, FileTooLargeError } from "packages/wecom/client/download.ts";
import { isPublicUrl, type Resolve } from "packages/wecom/client/public_address.ts";
import { readFile } from "packages/wecom/client/read_file.ts";

const CALL = "aibot file";
/** Padding of the ciphertext, at most. */
const PAD_BYTES = 32;

/** Why a file of an AI bot is not to be had, however often it is asked for. Carries no address. */
export class BotFileError extends Error {
  override readonly name = "BotFileError";

  constructor(readonly reason: "address" | "decrypt") {
    super(
      reason === "address"
        ? "Cannot fetch file of AI bot: its address is none of the public Internet"
        : "Cannot fetch file of AI bot: it cannot be decrypted. Compare the bot's EncodingAESKey with the console",
    );
  }
}

/** A whole file. What describes it comes from whoever sent it. */
export interface BotFile {
  readonly bytes: Uint8Array;
  readonly fileName?: string;
}

/** How a file is fetched. */
export interface BotFileOptions {
  readonly fetch: typeof globalThis.fetch;
  /** The bot's, the present one first. */
  readonly keys: readonly CallbackKey[];
  /** Whether WeCom is a simulator on this machine, see `isPublicUrl`. */
  readonly allowsLoopback: boolean;
  readonly resolve?: Resolve;
  /** Of the decrypted file. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Until it begins. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Fetches and decrypts what somebody sent to an AI bot, by the URL of the message, which lives five minutes and opens
 * the file to whoever knows it. No redirect is followed. Document path 101031.
 * @throws BotFileError, FileTooLargeError, WecomUnreachableError
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
