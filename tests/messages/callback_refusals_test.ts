import assert from "node:assert/strict";
import { controlSimulator } from "tests/support/control_simulator.ts";
import {
  postCallback,
  sealCallback,
  type Sealing,
  textMessage,
} from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";

const PATH = "/api/v1/wecom/callback";
const OTHER_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba";
const PREVIOUS = { token: "theTokenBefore", encodingAesKey: OTHER_KEY };

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    env: {
      WECOM_TOKEN_PREVIOUS: PREVIOUS.token,
      WECOM_ENCODING_AES_KEY_PREVIOUS: PREVIOUS.encodingAesKey,
    },
  });
});
Deno.test.afterAll(() => stack.stop());

/** All that a caller sees of an answer, but the date and the request's id. */
async function seen(answer: Response): Promise<string> {
  const names = ["content-type", "content-length", "cache-control", "location", "www-authenticate"];
  const headers = names.map((name) => `${name}: ${answer.headers.get(name)}`);
  return [answer.status, ...headers, await answer.text()].join("\n");
}

async function refusal(): Promise<string> {
  const text = await seen(await stack.fetch(`${stack.publicUrl}${PATH}`, { method: "POST" }));
  assert.match(text, /^403\n/);
  return text;
}

async function assertRefused(answer: Response, what: string): Promise<void> {
  assert.equal(await seen(answer), await refusal(), what);
}

const refusals = () => stack.log.filter(({ event }) => event === "callback_refused");
const countRows = async () => (await stack.sql`select 1 from callback.inbox`).length;

async function get(query: Record<string, string>, path = PATH, method = "GET"): Promise<Response> {
  const url = `${stack.publicUrl}${path}?${new URLSearchParams(query)}`;
  return await stack.fetch(url, { method });
}

async function verify(plain: string, options: Sealing = {}, path = PATH): Promise<Response> {
  const { encrypted, query } = sealCallback(stack, plain, options);
  return await get({ ...query, echostr: encrypted }, path);
}

Deno.test("whatever is wrong with a callback, the answer is the same to the byte, and nothing is stored", async () => {
  const before = await countRows();
  const posts: [string, Sealing & { path?: string }][] = [
    ["another token", { token: "aTokenOfSomebodyElse" }],
    ["another key", { encodingAesKey: OTHER_KEY }],
    ["another corp", { receiveId: "ww00000000000000b2" }],
    ["a bot's receive id at an app", { receiveId: "" }],
    ["too old", { skewSeconds: -601 }],
    ["too new", { skewSeconds: 601 }],
    ["an unknown app", { path: `${PATH}/nobody` }],
    ["a name of the language", { path: `${PATH}/constructor` }],
    ["a bot's address", { path: `${PATH}/bot` }],
    ["a token with the previous key", { token: PREVIOUS.token }],
  ];
  for (const [what, options] of posts) {
    await assertRefused(await postCallback(stack, textMessage(), options), what);
  }
  await assertRefused(await postCallback(stack, "no xml at all"), "signed nonsense");
  const { encrypted, query } = sealCallback(stack, textMessage());
  const body = `<xml><Encrypt>${encrypted}</Encrypt></xml>`;
  const signed = `${stack.publicUrl}${PATH}?${new URLSearchParams(query)}`;
  for (
    const [name, init] of Object.entries({
      none: "",
      html: "<html>",
      json: "{}",
      cut: body.slice(9),
    })
  ) {
    await assertRefused(await stack.fetch(signed, { method: "POST", body: init }), name);
  }
  for (const name of Object.keys(query)) {
    const partly = new URLSearchParams(query);
    partly.delete(name);
    const url = `${stack.publicUrl}${PATH}?${partly}`;
    await assertRefused(await stack.fetch(url, { method: "POST", body }), `without ${name}`);
  }
  await assertRefused(await get({}), "GET without parameters");
  await assertRefused(await get({ ...query, echostr: "" }), "GET without echostr");
  await assertRefused(await verify("1616140317555161061", { token: "another" }), "GET, forged");
  await assertRefused(await get({ ...query, echostr: encrypted }), "a message as a verification");
  assert.equal(await countRows(), before);
});

Deno.test("HEAD is answered at once like any other refusal, without a body", async () => {
  const { encrypted, query } = sealCallback(stack, "1616140317555161061");
  for (const ask of [{}, { ...query, echostr: encrypted }]) {
    const answer = await get(ask, PATH, "HEAD");
    assert.deepEqual([answer.status, await answer.text()], [403, ""]);
  }
});

Deno.test("a body beyond a megabyte is refused, one below is read", async () => {
  const send = (length: number) =>
    stack.fetch(`${stack.publicUrl}${PATH}`, { method: "POST", body: "x".repeat(length) });
  const tooLong = await send(1024 * 1024 + 1);
  assert.equal(tooLong.status, 413);
  await tooLong.body?.cancel();
  await assertRefused(await send(1024 * 1024), "a megabyte");
});

Deno.test("two key pairs are live while they are being changed", async () => {
  for (const pair of [{}, PREVIOUS]) {
    const answer = await postCallback(stack, textMessage(), pair);
    assert.deepEqual([answer.status, await answer.text()], [200, ""]);
    assert.equal(await (await verify("1616140317555161061", pair)).text(), "1616140317555161061");
  }
});

Deno.test("the signed time may differ by the replay window", async () => {
  for (const skewSeconds of [-599, 0, 599]) {
    const answer = await postCallback(stack, textMessage(), { skewSeconds });
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  }
});

Deno.test("the address of before and the one with a name lead to the same app", async () => {
  for (const path of ["/api/v1/wechat/message", `${PATH}/default`]) {
    const answer = await postCallback(stack, textMessage(), { path });
    assert.deepEqual([answer.status, await answer.text()], [200, ""]);
  }
});

Deno.test("callbacks are answered under any host, from any site, with any cookie, and have no limit", async () => {
  const { encrypted, query } = sealCallback(stack, textMessage());
  const url = `${stack.publicUrl}${PATH}?${new URLSearchParams(query)}`;
  const headers = { origin: "https://evil.example", cookie: "a=b", "content-type": "text/xml" };
  const body = `<xml><Encrypt>${encrypted}</Encrypt></xml>`;
  for (let count = 0; count < 400; count += 1) {
    const answer = await stack.fetch(url, { method: "POST", headers, body, host: "10.0.0.7" });
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  }
});

Deno.test("B2.4 each receiver has its own receive id: the corp's for an app, none for an AI bot", async () => {
  assert.equal((await verify("123", { receiveId: "" }, `${PATH}/bot`)).status, 200);
  await assertRefused(await verify("123", {}, `${PATH}/bot`), "a corp's id at a bot");
  await assertRefused(await verify("123", { receiveId: "" }), "a bot's at an app");
});

Deno.test("B2.5 a key whose last bits are junk works, and all of them are one key", async () => {
  const junk = ["0", "1", "2"].map((last) => `SimulatedEncodingAesKey0000000000000000000${last}`);
  for (const encodingAesKey of junk) {
    const answer = await postCallback(stack, textMessage(), { encodingAesKey });
    assert.equal(answer.status, 200, encodingAesKey);
    await answer.body?.cancel();
  }
});

Deno.test("B2.6 a wrong EncodingAESKey is told to the operator in a sentence, with WeCom's code", async () => {
  stack.clock.advance(61_000);
  const from = refusals().length;
  await postCallback(stack, textMessage(), { encodingAesKey: OTHER_KEY });
  const [line] = refusals().slice(from);
  assert.match(String(line?.["reason"]), /^(decrypt|buffer)$/);
  assert.match(String(line?.["advice"]), /EncodingAESKey does not match/);
  assert.match(String(line?.["wecom_code"]), /^-4000[78]$/);
});

Deno.test("B2.7 an empty token opens nothing", async () => {
  for (const token of ["", " "]) {
    await assertRefused(await postCallback(stack, textMessage(), { token }), "blank");
  }
  const off = await startStack({ env: { WECOM_TOKEN: "", WECOM_ENCODING_AES_KEY: "" } });
  try {
    for (const token of ["", "undefined"]) {
      assert.equal((await postCallback(off, textMessage(), { token })).status, 403);
    }
  } finally {
    await off.stop();
  }
});

Deno.test("B2.9 a thousand scanners make one line a minute, without stack and without their words", async () => {
  stack.clock.advance(61_000);
  const from = stack.log.length;
  const scan = async (index: number) => {
    const url = `${stack.publicUrl}${PATH}/scanner-${index}?msg_signature=${index}`;
    await (await stack.fetch(url, { method: "POST", body: "<?php" })).body?.cancel();
  };
  for (let index = 0; index < 1000; index += 1) await scan(index);
  const lines = stack.log.slice(from)
    .filter(({ level, service }) => level !== "debug" && service === "callback");
  assert.equal(lines.length, 1, JSON.stringify(lines));
  stack.clock.advance(61_000);
  await scan(1000);
  const last = stack.log.filter(({ event }) => event === "callback_refused").at(-1)!;
  assert.deepEqual([last["reason"], last["count"], last["level"]], ["unknown_app", 1000, "info"]);
  assert.doesNotMatch(JSON.stringify(lines), /scanner-|stack|php/);
});

Deno.test("B2.10 a message in plain text is refused, whatever it is signed with", async () => {
  const { query } = sealCallback(stack, textMessage());
  const url = `${stack.publicUrl}${PATH}?${new URLSearchParams(query)}`;
  for (const body of [textMessage(), JSON.stringify({ msgtype: "text", text: { content: "a" } })]) {
    await assertRefused(await stack.fetch(url, { method: "POST", body }), body);
  }
});

Deno.test("B2.11 a verification gets the bare text in time: no quotes, no line break, no mark, as text", async () => {
  for (const target of [{}, { botId: "aib-demo-1" }]) {
    const saved = await controlSimulator<{ ok: boolean }>(stack.simulator, "verify", target);
    assert.equal(saved.ok, true, JSON.stringify(saved));
  }
  const answer = await verify("1616140317555161061");
  assert.match(answer.headers.get("content-type")!, /^text\/plain/);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.deepEqual([...bytes], [...new TextEncoder().encode("1616140317555161061")]);
  const { encrypted, query } = sealCallback(stack, "9876");
  const spaces = new URLSearchParams({ ...query, echostr: encrypted.replaceAll("+", " ") });
  const twice = await stack.fetch(`${stack.publicUrl}${PATH}?${spaces}`);
  assert.equal(await twice.text(), "9876", "a proxy had decoded + once more");
});

Deno.test("with the address check on, only the addresses that WeCom names come in", async () => {
  const checked = await startStack({ env: { WECOM_CALLBACK_IP_CHECK: "on" } });
  const status = async (ip: string) => {
    const { encrypted, query } = sealCallback(checked, textMessage());
    const url = `${checked.publicUrl}${PATH}?${new URLSearchParams(query)}`;
    const body = `<xml><Encrypt>${encrypted}</Encrypt></xml>`;
    const headers = { "x-forwarded-for": ip };
    const answer = await checked.fetch(url, { method: "POST", body, headers });
    await answer.body?.cancel();
    return answer.status;
  };
  try {
    await eventually(async () => assert.equal(await status("198.51.100.7"), 403));
    assert.equal(await status("203.0.113.200"), 200);
  } finally {
    await checked.stop();
  }
});
