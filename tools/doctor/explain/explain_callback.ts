import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { createCallbackKey, decryptMessage } from "packages/wecom/callback/cipher.ts";
import { verifySignature } from "packages/wecom/callback/signature.ts";
import type { CopiedCallback } from "tools/doctor/explain/read_callback.ts";
import { receiveIdOf, type WrittenApp } from "tools/doctor/settings.ts";

/** How one configured pair of token and key fares with a callback. */
export interface Trial {
  readonly app: WrittenApp;
  readonly isPrevious: boolean;
  /** The token signed it. */
  readonly isSigned: boolean;
  /** What came out when the key decrypted it; undefined when it did not. */
  readonly receiveId: string | undefined;
  readonly expectedReceiveId: string;
  /** The ciphertext itself is no whole base64 of whole blocks: nothing can be said of the key. */
  readonly isDamaged: boolean;
}

/**
 * Tries a real callback with every configured pair, each part by itself: the signature speaks of the token alone, the
 * decryption of the key alone, the receive id of the corp id alone. The best fit comes first. Pure.
 */
export function explainCallback(
  callback: CopiedCallback,
  apps: readonly WrittenApp[],
): readonly Trial[] {
  const trials = apps.flatMap((app) =>
    [app, app.previous].flatMap(({ token, encodingAesKey }, index): Trial[] =>
      token === undefined || encodingAesKey === undefined
        ? []
        : [tryPair(callback, app, { token, encodingAesKey }, index === 1)]
    )
  );
  const isNamed = ({ app }: Trial) => app.name === (callback.appName ?? "default");
  const score = (trial: Trial) =>
    8 * Number(fits(trial)) + 4 * Number(isNamed(trial)) + 2 * Number(trial.isSigned) +
    Number(trial.receiveId !== undefined);
  return trials.toSorted((a, b) => score(b) - score(a));
}

/** Whether the deployment would take the callback with this pair. */
export function fits({ isSigned, receiveId, expectedReceiveId }: Trial): boolean {
  return isSigned && receiveId === expectedReceiveId;
}

function tryPair(
  { msgSignature, timestamp, nonce, encrypted }: CopiedCallback,
  app: WrittenApp,
  { token, encodingAesKey }: { readonly token: string; readonly encodingAesKey: string },
  isPrevious: boolean,
): Trial {
  const opened = decrypt(encrypted, encodingAesKey);
  return {
    app,
    isPrevious,
    isSigned: verifySignature(msgSignature, { token, timestamp, nonce, encrypted }),
    receiveId: typeof opened === "string" ? opened : undefined,
    expectedReceiveId: receiveIdOf(app),
    isDamaged: opened === DAMAGED,
  };
}

const DAMAGED = Symbol("damaged");
const WRONG_KEY = Symbol("wrong key");
/** AES blocks, padded by twos. */
const BLOCK_BYTES = 32;

function decrypt(encrypted: string, encodingAesKey: string) {
  const bytes = Math.floor(encrypted.replace(/=+$/, "").length * 3 / 4);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted) || bytes % BLOCK_BYTES !== 0) return DAMAGED;
  try {
    const { receiveId } = decryptMessage({ key: createCallbackKey(encodingAesKey), encrypted });
    // One wrong key in some hundred leaves a legal padding behind, but no legible id.
    return /^[\w.-]*$/.test(receiveId) ? receiveId : WRONG_KEY;
  } catch (error) {
    if (error instanceof CallbackCryptoError) return WRONG_KEY;
    throw error;
  }
}
