import assert from "node:assert/strict";
import {
  CallbackCryptoError,
  type CallbackCryptoReason,
} from "packages/wecom/callback/callback_crypto_error.ts";

/** Runs a call that must be refused, and returns the reason. */
export function refusalOf(run: () => unknown): CallbackCryptoReason {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof CallbackCryptoError, String(error));
    return error.reason;
  }
  return assert.fail("should be refused");
}
