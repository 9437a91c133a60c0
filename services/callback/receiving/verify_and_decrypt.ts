import type { Clock } from "packages/platform/clock.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import {
  type CallbackKeyPair,
  openCallback,
  type OpenCallbackOptions,
} from "packages/wecom/callback/receive.ts";
import type { Receiver } from "services/callback/receiving/callback_apps.ts";
import type { Refusals } from "services/callback/receiving/refusal_log.ts";

/** The signed part of a callback's URL. */
export type SignedQuery = OpenCallbackOptions["query"];

/** A callback that came from WeCom, to one of ours, now. */
export interface OpenedMessage {
  /** XML, JSON, or the text to answer a verification with. */
  readonly text: string;
  /** The pair that opened it: an answer is sealed with the same. */
  readonly pair: CallbackKeyPair;
  readonly nonce: string;
}

/** Opens what WeCom has sent: signature, decryption, receive id, replay window, in this order. */
export type OpenSigned = (
  receiver: Receiver,
  query: SignedQuery,
  content: { readonly body: string } | { readonly echoStr: string },
) => OpenedMessage | undefined;

/** @param parts.windowSeconds how far the signed time may lie from ours; 0 accepts any */
export function createOpenSigned(
  parts: { readonly clock: Clock; readonly refusals: Refusals; readonly windowSeconds: number },
): OpenSigned {
  const { clock, refusals, windowSeconds } = parts;
  return (receiver, query, content) => {
    const { name, keys, receiveIds } = receiver;
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
      refusals.note("stale", name, { skewSeconds });
    } catch (error) {
      if (!(error instanceof CallbackCryptoError)) throw error;
      refusals.note(error.reason, name, { error });
    }
    return undefined;
  };
}
