import assert from "node:assert/strict";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import type { CallbackApp } from "services/callback/receiving/callback_apps.ts";
import { createVerifyAndDecrypt } from "services/callback/receiving/verify_and_decrypt.ts";
import {
  appMessage,
  PREVIOUS_KEYS,
  SAMPLE_APPS,
  type Sealing,
  sealMessage,
} from "services/callback/testing/sample_callbacks.ts";

const clock = createFakeClock();
const app = SAMPLE_APPS.get("default")!;
const bot = SAMPLE_APPS.get("bot")!;

/** Opens a sealed message; the text and token, or the refusals in the log. */
function open(
  sealing: Sealing = {},
  { to = app, windowSeconds = 600, echo = false }: {
    readonly to?: CallbackApp;
    readonly windowSeconds?: number;
    readonly echo?: boolean;
  } = {},
) {
  const refusals: string[] = [];
  const refusalLog = {
    add: (reason: string, name: string | undefined) => void refusals.push(`${name} ${reason}`),
  };
  const verifyAndDecrypt = createVerifyAndDecrypt({ clock, refusalLog, windowSeconds });
  const { query, body, encrypted } = sealMessage("the text", clock.now(), sealing);
  const signed = {
    msgSignature: query.msg_signature,
    timestamp: query.timestamp,
    nonce: query.nonce,
  };
  const opened = verifyAndDecrypt(to, signed, echo ? { echoStr: encrypted } : { body });
  return opened === undefined ? refusals : [opened.text, opened.pair.token];
}

Deno.test("a message is decrypted with the key pair that signed it", () => {
  assert.deepEqual(open(), ["the text", app.keys[0]!.token]);
  assert.deepEqual(open(PREVIOUS_KEYS), ["the text", PREVIOUS_KEYS.token]);
  assert.deepEqual(open({}, { echo: true }), ["the text", app.keys[0]!.token]);
  assert.deepEqual(open({ receiveId: "" }, { to: bot }), ["the text", bot.keys[0]!.token]);
});

Deno.test("a refusal is logged with the app's name and the first check that failed", () => {
  assert.deepEqual(open({ token: "another" }), ["default signature"]);
  assert.deepEqual(open({ receiveId: "ww00000000000000b2" }), ["default receive_id"]);
  assert.deepEqual(open({}, { to: bot }), ["bot receive_id"]);
  const [refusal] = open({ encodingAesKey: PREVIOUS_KEYS.encodingAesKey });
  assert.match(refusal!, /^default (decrypt|buffer)$/);
});

Deno.test("the replay window includes its borders, and 0 accepts any time", () => {
  for (const skewSeconds of [-600, 600]) assert.equal(open({ skewSeconds })[0], "the text");
  for (const skewSeconds of [-601, 601]) assert.deepEqual(open({ skewSeconds }), ["default stale"]);
  assert.equal(open({ skewSeconds: -86_400 }, { windowSeconds: 0 })[0], "the text");
});

Deno.test("a stale message with a wrong signature is logged as a wrong signature", () => {
  assert.deepEqual(open({ skewSeconds: 601, token: "another" }), ["default signature"]);
});

Deno.test("an unencrypted body is refused as unreadable", () => {
  const refusals: string[] = [];
  const verifyAndDecrypt = createVerifyAndDecrypt({
    clock,
    refusalLog: { add: (reason) => void refusals.push(reason) },
    windowSeconds: 600,
  });
  const query = { msgSignature: undefined, timestamp: undefined, nonce: undefined };
  assert.equal(verifyAndDecrypt(app, query, { body: appMessage() }), undefined);
  assert.deepEqual(refusals, ["xml"]);
});
