import assert from "node:assert/strict";
import { sealCallback, textMessage } from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { babble, mutate } from "packages/wecom/callback/testing/fuzzer.ts";
import { createSeededRandom } from "packages/wecom/callback/testing/seeded_random.ts";

/** Few: `packages/wecom/callback/fuzz_test.ts` tries 100,000 bodies without the routes and the database. */
const UNSIGNED = 8_500;
const SIGNED = 1_500;
const seed = Number(Deno.env.get("FUZZ_SEED") ?? Math.floor(Math.random() * 2 ** 31));
const random = createSeededRandom(seed);
const BOT_MESSAGE = JSON.stringify({
  msgid: "m1",
  aibotid: "aib-demo-1",
  chattype: "group",
  chatid: "c1",
  from: { userid: "zhangsan" },
  msgtype: "mixed",
  mixed: { msg_item: [{ msgtype: "text", text: { content: "@bot 你好" } }] },
});

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack();
});
Deno.test.afterAll(() => stack.stop());

/** Calls the service `callback` directly, without a network. */
async function ask(path: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const { service } = stack.services.find(({ definition }) => definition.name === "callback")!;
  const peer = { remoteAddr: { transport: "tcp" as const, hostname: "203.0.113.7", port: 1 } };
  const request = new Request(`http://127.0.0.1${path}`, init);
  const answer = await service.fetch(request, peer);
  return { status: answer.status, text: await answer.text() };
}

Deno.test(`every callback without a valid signature gets the same refusal (FUZZ_SEED=${seed})`, async () => {
  const { encrypted, query } = sealCallback(stack, textMessage());
  const good = new URLSearchParams(query).toString();
  const bodies = [
    `<xml><ToUserName>a</ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    JSON.stringify({ encrypt: encrypted }),
  ];
  const paths = ["/api/v1/wecom/callback", "/api/v1/wecom/callback/bot", "/api/v1/wechat/message"];
  for (let count = 0; count < UNSIGNED; count += 1) {
    const body = random.integer(4) === 0 ? babble(random) : mutate(random.pick(bodies), random);
    // The signature is wrong as soon as one character of the ciphertext changes.
    const isSame = body.includes(encrypted);
    const asked = random.integer(3) === 0 || isSame
      ? encodeURI(babble(random).toWellFormed())
      : good;
    const { status, text } = await ask(`${random.pick(paths)}?${asked}`, { method: "POST", body });
    assert.deepEqual([status, text], [403, "refused"], `${asked}\n${body}`);
  }
});

Deno.test(`a callback with a valid signature is accepted or refused, and never causes an error (FUZZ_SEED=${seed})`, async () => {
  for (let count = 0; count < SIGNED; count += 1) {
    const isBot = random.integer(2) === 0;
    const original = isBot ? BOT_MESSAGE : textMessage();
    const message = random.integer(8) === 0 ? babble(random) : mutate(original, random);
    const { encrypted, query } = sealCallback(stack, message, isBot ? { receiveId: "" } : {});
    const path = `/api/v1/wecom/callback${isBot ? "/bot" : ""}?${new URLSearchParams(query)}`;
    const body = isBot
      ? JSON.stringify({ encrypt: encrypted })
      : `<xml><Encrypt>${encrypted}</Encrypt></xml>`;
    const { status, text } = await ask(path, { method: "POST", body });
    if (status !== 200) assert.deepEqual([status, text], [403, "refused"], message);
  }
});
