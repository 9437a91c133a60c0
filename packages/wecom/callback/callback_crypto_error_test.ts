import assert from "node:assert/strict";
import {
  CallbackCryptoError,
  type CallbackCryptoReason,
} from "packages/wecom/callback/callback_crypto_error.ts";

/** The result codes of WeCom's Python and Go samples. */
const CODES: Readonly<Record<CallbackCryptoReason, number>> = {
  signature: -40001,
  xml: -40002,
  key: -40004,
  receive_id: -40005,
  decrypt: -40007,
  buffer: -40008,
  base64: -40010,
};

Deno.test("each reason has the code of WeCom's samples, and sentences in Chinese and English", () => {
  for (const [reason, code] of Object.entries(CODES)) {
    const error = new CallbackCryptoError(reason as CallbackCryptoReason);
    assert.equal(error.code, code);
    assert.match(error.operator.zh, /\p{Script=Han}.*。$/u);
    assert.match(error.operator.en, /^[A-Z].*\.$/);
    assert.ok(error.message.startsWith(`Cannot open callback: ${reason}, ${code}. `));
  }
});
