import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { createCallbackKey, decryptMessage } from "packages/wecom/callback/cipher.ts";
import { verifySignature } from "packages/wecom/callback/signature.ts";
import type { CopiedCallback } from "tools/doctor/explain/read_callback.ts";
import { receiveIdOf, type WrittenApp } from "tools/doctor/settings.ts";

/** The result of trying one configured pair of token and key on a callback. */
export interface Trial {
  readonly app: WrittenApp;
  readonly isPrevious: boolean;
  /** The signature matches the token. */
  readonly isSigned: boolean;
  /** The receive id after decryption; undefined when decryption fails. */
  readonly receiveId: string | undefined;
  readonly expectedReceiveId: string;
  /** The ciphertext is not base64 of whole blocks, so the key cannot be checked. */
  readonly isDamaged: boolean;
}

/**
 * Tries every configured pair on a real callback. The signature checks the token, decryption the key, the receive id the
 * corp id. The best trial comes first. Pure.
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

/** Whether the deployment accepts the callback with this pair. */
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
/** WeCom pads to two AES blocks. */
const BLOCK_BYTES = 32;

function decrypt(encrypted: string, encodingAesKey: string) {
  const bytes = Math.floor(encrypted.replace(/=+$/, "").length * 3 / 4);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted) || bytes % BLOCK_BYTES !== 0) return DAMAGED;
  try {
    const { receiveId } = decryptMessage({ key: createCallbackKey(encodingAesKey), encrypted });
    // About one wrong key in a hundred produces a valid padding, but never a readable id.
    return /^[\w.-]*$/.test(receiveId) ? receiveId : WRONG_KEY;
  } catch (error) {
    if (error instanceof CallbackCryptoError) return WRONG_KEY;
    throw error;
  }
}
