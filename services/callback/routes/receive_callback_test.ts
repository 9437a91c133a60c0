import assert from "node:assert/strict";
import {
  appMessage,
  BOT_APP,
  openReply,
  PREVIOUS_KEYS,
  type Sealing,
  sealMessage,
  TEST_WECOM,
} from "services/callback/testing/sample_callbacks.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

const PATH = "/api/v1/wecom/callback";
const BOT_PATH = `${PATH}/bot`;
const ECHO = "1616140317555161061";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback({
    apps: [BOT_APP],
    env: {
      WECOM_TOKEN_PREVIOUS: PREVIOUS_KEYS.token,
      WECOM_ENCODING_AES_KEY_PREVIOUS: PREVIOUS_KEYS.encodingAesKey,
    },
  });
});
Deno.test.afterAll(() => served.stop());

/** The parts of an answer that a caller sees, except date and request id. */
async function visibleParts(answer: Response): Promise<string> {
  const names = ["content-type", "content-length", "cache-control", "location", "www-authenticate"];
  const headers = names.map((name) => `${name}: ${answer.headers.get(name)}`);
  return [answer.status, ...headers, await answer.text()].join("\n");
}

async function assertRefused(answer: Response, what: string): Promise<void> {
  const text = await visibleParts(await served.ask(PATH, { method: "POST" }));
  assert.match(text, /^403\n/);
  assert.equal(await visibleParts(answer), text, what);
}

async function assertAccepted(answer: Response, what = ""): Promise<void> {
  assert.deepEqual([answer.status, await answer.text()], [200, ""], what);
}

const seal = (message: string, sealing?: Sealing) =>
  sealMessage(message, served.clock.now(), sealing);
const urlOf = (path: string, query: Record<string, string>) =>
  `${path}?${new URLSearchParams(query)}`;

async function post(message: string, sealing: Sealing = {}, path = PATH): Promise<Response> {
  const { query, body } = seal(message, sealing);
  return await served.ask(urlOf(path, query), { method: "POST", body });
}

async function verify(plain: string, sealing: Sealing = {}, path = PATH): Promise<Response> {
  const { encrypted, query } = seal(plain, sealing);
  return await served.ask(urlOf(path, { ...query, echostr: encrypted }));
}

async function postToBot(message: object): Promise<Response> {
  return await post(JSON.stringify(message), { receiveId: "" }, BOT_PATH);
}

const countRows = async () => (await served.sql`select 1 from callback.inbox`).length;

async function rowOf(msgId: string) {
  const rows = await served.sql`
    select inbox_id as "inboxId", app, kind, sender, deliveries from callback.inbox
    where content ->> 'msgId' = ${msgId}`;
  assert.equal(rows.length, 1);
  return rows[0]!;
}

Deno.test("a message to an app is stored with its job and gets an empty 200", async () => {
  await assertAccepted(await post(appMessage({ MsgId: "1001", Content: "在吗" })));
  const { inboxId, app, kind, sender, deliveries } = await rowOf("1001");
  assert.deepEqual([app, kind, sender, deliveries], ["default", "text", "zhangsan", 1]);
  const { queue, payload } = (await served.findJob(inboxId))!;
  assert.equal(queue, "callback.message");
  assert.deepEqual((payload as { content: unknown }).content, { type: "text", text: "在吗" });
});

Deno.test("a repeated delivery is accepted and only counted", async () => {
  const message = appMessage({ MsgId: "1002" });
  await Promise.all([1, 2, 3].map(async () => await assertAccepted(await post(message))));
  assert.equal((await rowOf("1002"))["deliveries"], 3);
});

Deno.test("every refused message gets the same bytes, and nothing is stored", async () => {
  const before = await countRows();
  const posts: [what: string, Sealing, path?: string][] = [
    ["another token", { token: "anotherToken" }],
    ["another key", { encodingAesKey: PREVIOUS_KEYS.encodingAesKey }],
    ["another corp", { receiveId: "ww00000000000000b2" }],
    ["a bot's receive id at an app", { receiveId: "" }],
    ["an app's receive id at a bot", {}, BOT_PATH],
    ["too old", { skewSeconds: -601 }],
    ["too new", { skewSeconds: 601 }],
    ["an unknown app", {}, `${PATH}/unknown`],
    ["a property of every object", {}, `${PATH}/constructor`],
    ["the previous token with the current key", { token: PREVIOUS_KEYS.token }],
    ["an empty token", { token: "" }],
    ["a blank token", { token: " " }],
  ];
  for (const [what, sealing, path] of posts) {
    await assertRefused(await post(appMessage(), sealing, path), what);
  }
  await assertRefused(await post("no xml"), "signed text that is not XML");
  assert.equal(await countRows(), before);
});

Deno.test("a body that is malformed, not encrypted or only partly signed is refused", async () => {
  const before = await countRows();
  const { query, body } = seal(appMessage());
  const bodies = {
    empty: "",
    html: "<html>",
    json: "{}",
    cut: body.slice(9),
    "plain XML": appMessage(),
    "plain JSON": JSON.stringify({ msgtype: "text", text: { content: "a" } }),
  };
  for (const [what, wrong] of Object.entries(bodies)) {
    await assertRefused(
      await served.ask(urlOf(PATH, { ...query }), { method: "POST", body: wrong }),
      what,
    );
  }
  for (const name of Object.keys(query)) {
    const partly = Object.fromEntries(Object.entries(query).filter(([key]) => key !== name));
    const answer = await served.ask(urlOf(PATH, partly), { method: "POST", body });
    await assertRefused(answer, `without ${name}`);
  }
  assert.equal(await countRows(), before);
});

Deno.test("a body above 1 MB gets 413, and one of 1 MB is read", async () => {
  const send = (length: number) => served.ask(PATH, { method: "POST", body: "x".repeat(length) });
  const tooLarge = await send(1024 * 1024 + 1);
  assert.deepEqual([tooLarge.status, (await tooLarge.json()).code], [413, "request_too_large"]);
  await assertRefused(await send(1024 * 1024), "1 MB");
});

Deno.test("a verification gets the decrypted text without quotes or line break, as text/plain", async () => {
  const answer = await verify(ECHO);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type")!, /^text\/plain/);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.deepEqual(bytes, new TextEncoder().encode(ECHO));
});

Deno.test("a verification is accepted when a proxy decoded + in echostr into a space", async () => {
  const { encrypted, query } = seal("9876");
  const answer = await served.ask(
    urlOf(PATH, { ...query, echostr: encrypted.replaceAll("+", " ") }),
  );
  assert.equal(await answer.text(), "9876");
});

Deno.test("a verification is refused when it is forged or incomplete", async () => {
  const { query } = seal(ECHO);
  await assertRefused(await verify(ECHO, { token: "another" }), "forged");
  await assertRefused(await served.ask(urlOf(PATH, { ...query, echostr: "" })), "empty echostr");
  await assertRefused(await served.ask(PATH), "no parameters");
});

Deno.test("a verification never decrypts a message for the caller", async () => {
  await assertRefused(await verify(appMessage()), "XML");
  await assertRefused(await verify(` ${appMessage()}`), "XML after a space");
  const message = JSON.stringify({ msgtype: "text", text: { content: "a" } });
  await assertRefused(await verify(message, { receiveId: "" }, BOT_PATH), "JSON");
});

Deno.test("HEAD gets the refusal without a body, also with a valid signature", async () => {
  const { encrypted, query } = seal(ECHO);
  for (const path of [PATH, urlOf(PATH, { ...query, echostr: encrypted })]) {
    const answer = await served.ask(path, { method: "HEAD" });
    assert.deepEqual([answer.status, await answer.text()], [403, ""]);
  }
});

Deno.test("the previous key pair is accepted beside the current one", async () => {
  for (const keys of [{}, PREVIOUS_KEYS]) {
    await assertAccepted(await post(appMessage(), keys));
    assert.equal(await (await verify(ECHO, keys)).text(), ECHO);
  }
});

Deno.test("an EncodingAESKey works whatever its unused last bits are", async () => {
  const start = TEST_WECOM.encodingAesKey.slice(0, -1);
  for (const last of ["G", "H"]) {
    await assertAccepted(await post(appMessage(), { encodingAesKey: start + last }), last);
  }
});

Deno.test("the signed time may differ from the clock by the replay window", async () => {
  for (const skewSeconds of [-600, 0, 600]) {
    await assertAccepted(await post(appMessage(), { skewSeconds }), String(skewSeconds));
  }
});

Deno.test("the address with the app's name and the old address belong to the default app", async () => {
  for (const path of [`${PATH}/default`, "/api/v1/wechat/message"]) {
    await assertAccepted(await post(appMessage({ MsgId: `${path.length}` }), {}, path));
    assert.equal((await rowOf(`${path.length}`))["app"], "default");
  }
});

Deno.test("callbacks are accepted under any host, with any Origin and cookie, without a rate limit", async () => {
  const headers = { host: "10.0.0.7", origin: "https://evil.example", cookie: "a=b" };
  for (let count = 0; count < 350; count += 1) {
    const answer = await served.ask(PATH, { method: "POST", headers });
    assert.equal(answer.status, 403);
    await answer.body?.cancel();
  }
  const { query, body } = seal(appMessage());
  await assertAccepted(
    await served.ask(urlOf(PATH, { ...query }), {
      method: "POST",
      body,
      headers: { ...headers, "content-type": "text/xml" },
    }),
  );
});

const TO_BOT = { aibotid: "aib-1", chattype: "single", from: { userid: "zhangsan" } };

Deno.test("an AI bot announces one stream, and returns the answer in Redis when WeCom asks for it", async () => {
  const message = { ...TO_BOT, msgid: "m1", msgtype: "text", text: { content: "今天几号？" } };
  const announced = openReply(await (await postToBot(message)).text());
  const { id } = announced.stream;
  assert.deepEqual(announced, { msgtype: "stream", stream: { id, finish: false, content: "" } });
  assert.deepEqual(openReply(await (await postToBot(message)).text()), announced);

  const before = await countRows();
  const value = JSON.stringify({ text: "一月一日。", finish: true });
  await served.redis.compareAndSet(`ai_reply:stream:${id}`, 0, value, 60_000);
  for (const [asked, finish, content] of [[id, true, "一月一日。"], ["unknown", false, ""]]) {
    const refresh = { ...TO_BOT, msgid: "m2", msgtype: "stream", stream: { id: asked } };
    const { stream } = openReply(await (await postToBot(refresh)).text());
    assert.deepEqual(stream, { id: asked, finish, content });
  }
  assert.equal(await countRows(), before);
});

Deno.test("an AI bot greets a person who opens the chat, and does not reply to other events", async () => {
  const event = (eventtype: string, fields: object = {}) => ({
    ...TO_BOT,
    msgid: eventtype,
    msgtype: "event",
    event: { eventtype, ...fields },
  });
  const greeting = openReply(await (await postToBot(event("enter_chat"))).text());
  assert.deepEqual(greeting, { msgtype: "text", text: { content: "您好，有什么可以帮您？" } });
  await assertAccepted(await postToBot(event("unknown_event")));
  const feedback = { feedback_event: { id: "f1", type: 1 } };
  await assertAccepted(await postToBot(event("feedback_event", feedback)));
});

Deno.test("a thousand scanners get one log line per minute, without their texts", async () => {
  served.clock.advance(61_000);
  const from = served.log.length;
  const scan = async (index: number) => {
    const path = `${PATH}/scanner-${index}?msg_signature=${index}`;
    await (await served.ask(path, { method: "POST", body: "<?php" })).body?.cancel();
  };
  for (let index = 0; index < 1000; index += 1) await scan(index);
  const lines = served.log.slice(from).filter(({ level }) => level !== "debug");
  assert.equal(lines.length, 1, JSON.stringify(lines));
  served.clock.advance(61_000);
  await scan(1000);
  const last = served.log.filter(({ event }) => event === "callback_refused").at(-1)!;
  assert.deepEqual([last["reason"], last["count"], last["level"]], ["unknown_app", 1000, "info"]);
  assert.doesNotMatch(JSON.stringify(lines), /scanner-|stack|php/);
});

Deno.test("a wrong EncodingAESKey is logged with WeCom's code and what to do", async () => {
  served.clock.advance(61_000);
  const from = served.log.length;
  await post(appMessage(), { encodingAesKey: PREVIOUS_KEYS.encodingAesKey });
  const line = served.log.slice(from).find(({ event }) => event === "callback_refused");
  assert.match(String(line?.["reason"]), /^(decrypt|buffer)$/);
  assert.match(String(line?.["advice"]), /EncodingAESKey does not match/);
  assert.match(String(line?.["wecom_code"]), /^-4000[78]$/);
});
