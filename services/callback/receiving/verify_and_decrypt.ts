import type { Clock } from "packages/platform/clock.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import {
  type CallbackKeyPair,
  openCallback,
  type OpenCallbackOptions,
} from "packages/wecom/callback/receive.ts";
import type { CallbackApp } from "services/callback/receiving/callback_apps.ts";
import type { RefusalLog } from "services/callback/receiving/refusal_log.ts";

/** The query parameters of a callback that take part in its signature. */
export type SignedQuery = OpenCallbackOptions["query"];

/** The content of a callback that WeCom signed for one of our apps within the replay window. */
export interface DecryptedMessage {
  /** XML, JSON, or the text to answer a verification with. */
  readonly text: string;
  /** The key pair that decrypted it. The answer is encrypted with the same pair. */
  readonly pair: CallbackKeyPair;
  readonly nonce: string;
}

/**
 * Checks signature, encryption, receive id and replay window, in this order.
 * @returns undefined when a check fails; the reason is in the refusal log
 */
export type VerifyAndDecrypt = (
  app: CallbackApp,
  query: SignedQuery,
  content: { readonly body: string } | { readonly echoStr: string },
) => DecryptedMessage | undefined;

/** @param parts.windowSeconds the largest difference between the signed time and ours; 0 accepts any */
export function createVerifyAndDecrypt(
  parts: { readonly clock: Clock; readonly refusalLog: RefusalLog; readonly windowSeconds: number },
): VerifyAndDecrypt {
  const { clock, refusalLog, windowSeconds } = parts;
  return ({ name, keys, receiveIds }, query, content) => {
    try {
      const { message, keyIndex, timestamp } = openCallback({
        query,
        keys,
        receiveIds,
        ...content,
      });
      const skewSeconds = timestamp - Math.floor(clock.now() / 1000);
      if (windowSeconds === 0 || Math.abs(skewSeconds) <= windowSeconds) {
        return { text: message, pair: keys[keyIndex]!, nonce: query.nonce ?? "" };
      }
      refusalLog.add("stale", name, { skewSeconds });
    } catch (error) {
      if (!(error instanceof CallbackCryptoError)) throw error;
      refusalLog.add(error.reason, name, { error });
    }
    return undefined;
  };
}
