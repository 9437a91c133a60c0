import assert from "node:assert/strict";
import { createCallbackKey, decryptFile } from "packages/wecom/callback/cipher.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createCallback } from "simulators/wecom/channels.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import { openReceiver, type Received, replyInJson } from "simulators/wecom/test_receiver.ts";
import { corpId, createTestSimulator, publicUrl } from "simulators/wecom/test_simulator.ts";

const hello = { kind: "text", content: "你好" };

type Simulator = ReturnType<typeof createTestSimulator>;

async function push(
  { control }: Simulator,
  body: Record<string, unknown>,
): Promise<Delivery[]> {
  const request = { botId: "aib-demo-1", fromUser: "lisi", message: hello, wait: true, ...body };
  const answer = await control("push", request) as { deliveries: Delivery[] };
  return answer.deliveries;
}

async function sent({ send }: Simulator): Promise<ChatEntry[]> {
  return (await (await send("/_control/sent")).json()).messages;
}

const stream = (content: string, finish: boolean) => ({
  msgtype: "stream",
  stream: { id: "s1", finish, content },
});

const replyTo = (received: Received, content: unknown) =>
  replyInJson(content, received.query.nonce);

Deno.test("a bot gets JSON with an empty receive id, and refreshes until it sends finish", async () => {
  await using receiver = openReceiver((received, count) =>
    replyTo(received, stream(`<think>想想</think>答案${"。".repeat(count)}`, count === 3))
  );
  const simulator = createTestSimulator();
  await simulator.control("settings", { streamRefreshMs: 1 });
  const [delivery] = await push(simulator, { to: receiver.url });
  assert.deepEqual([delivery?.state, delivery?.attempts.length], ["accepted", 3]);
  const [first, refresh] = receiver.received.map(({ plain }) => JSON.parse(plain));
  assert.ok(receiver.received.every(({ receiveId }) => receiveId === ""));
  assert.deepEqual([first.msgtype, first.text, first.from.userid, first.chattype], [
    "text",
    { content: "你好" },
    "lisi",
    "single",
  ]);
  assert.deepEqual([refresh.msgtype, refresh.stream, refresh.aibotid], [
    "stream",
    { id: "s1" },
    "aib-demo-1",
  ]);
  assert.notEqual(refresh.msgid, first.msgid);
  const [entry] = await sent(simulator);
  assert.deepEqual([entry?.text, entry?.stream], [
    "答案。。。",
    { finished: true, updates: 3, thinking: "想想" },
  ]);
});

Deno.test("after six minutes WeCom stops the refreshes, and the answer stays as it is", async () => {
  await using receiver = openReceiver((received) => replyTo(received, stream("还在想", false)));
  const simulator = createTestSimulator();
  await simulator.control("settings", { streamRefreshMs: 1 });
  const pushed = push(simulator, { to: receiver.url });
  await eventually(() => assert.ok(receiver.received.length > 2));
  await simulator.control("clock", { advanceMs: 360_000 });
  assert.equal((await pushed)[0]?.state, "accepted");
  const [entry] = await sent(simulator);
  assert.deepEqual([entry?.text, entry?.stream?.finished], ["还在想", false]);
});

Deno.test("a person has at most three running interactions with a bot", async () => {
  const held = Promise.withResolvers<void>();
  await using receiver = openReceiver(async () => {
    await held.promise;
    return new Response("");
  });
  const simulator = createTestSimulator();
  const pushed = push(simulator, {
    to: receiver.url,
    message: undefined,
    messages: Array(4).fill(hello),
  });
  await eventually(() => assert.equal(receiver.received.length, 3));
  const other = push(simulator, { to: receiver.url, fromUser: "zhangsan" });
  await eventually(() => assert.equal(receiver.received.length, 4));
  held.resolve();
  assert.deepEqual((await pushed).map(({ state }) => state), [
    "accepted",
    "accepted",
    "accepted",
    "refused",
  ]);
  assert.equal((await other)[0]?.state, "accepted");
});

Deno.test("a reply with another nonce, a text that is too long or a wrong shape is not shown, and the delivery has the reason", async () => {
  const bad: [(received: Received) => Response, RegExp][] = [
    [() => replyInJson(stream("a", true), "1234567890"), /nonce is not the one of the callback/],
    [(it) => replyTo(it, stream("好".repeat(7000), true)), /longer than 20480 bytes/],
    [(it) => replyTo(it, { msgtype: "markdown", markdown: {} }), /msgtype/],
    [() => new Response("success"), /is not JSON/],
    [() => Response.json({ Encrypt: "a" }), /encrypt/],
  ];
  await using receiver = openReceiver((received, count) =>
    bad[count - 1]?.[0](received) ?? new Response("")
  );
  const simulator = createTestSimulator();
  for (const [, expected] of bad) {
    const [delivery] = await push(simulator, { to: receiver.url });
    assert.match(delivery?.problem ?? "", expected);
  }
  assert.deepEqual(await sent(simulator), []);
});

Deno.test("a card's event is sent once; a welcome is shown", async () => {
  await using receiver = openReceiver((received, count) =>
    count === 1
      ? new Response(null, { status: 500 })
      : replyTo(received, { msgtype: "text", text: { content: "欢迎" } })
  );
  const simulator = createTestSimulator();
  const card = { kind: "event", event: "template_card_event", fields: { task_id: "t" } };
  const [failed] = await push(simulator, { to: receiver.url, message: card });
  assert.deepEqual([failed?.state, failed?.attempts.length], ["failed", 1]);
  await push(simulator, { to: receiver.url, message: { kind: "event", event: "enter_chat" } });
  const event = JSON.parse(receiver.received[1]?.plain ?? "").event;
  assert.deepEqual(event, { eventtype: "enter_chat", enter_chat: {} });
  assert.deepEqual((await sent(simulator)).map(({ text }) => text), ["欢迎"]);
});

Deno.test("a file that is sent to a bot is encrypted, at its own URL for five minutes", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  const mediaId = simulator.state.media.add({
    corpId,
    kind: "file",
    filename: "报价.pdf",
    contentType: "application/pdf",
    bytes: new TextEncoder().encode("a price list"),
  });
  const messages = [
    { kind: "file", mediaId },
    { kind: "mixed", content: "看", pictures: 2 },
    { kind: "text", content: "这个", quotes: "video" },
  ];
  for (const message of messages) await push(simulator, { to: receiver.url, message });
  const [file, mixed, quoting] = receiver.received.map(({ plain }) => JSON.parse(plain));
  const types = mixed.mixed.msg_item.map(({ msgtype }: { msgtype: string }) => msgtype);
  assert.deepEqual(types, ["text", "image", "image"]);
  assert.deepEqual([quoting.quote.msgtype, typeof quoting.quote.video.url], ["video", "string"]);
  const path = file.file.url.slice(publicUrl.length);
  const answer = await simulator.send(path);
  assert.match(answer.headers.get("content-disposition")!, /%E6%8A%A5%E4%BB%B7\.pdf$/);
  const { encodingAesKey } = createCallback("");
  const bytes = decryptFile(
    createCallbackKey(encodingAesKey),
    new Uint8Array(await answer.arrayBuffer()),
  );
  assert.equal(bytes.toString(), "a price list");
  assert.equal((await simulator.send("/aibot/file/unknown")).status, 404);
  await simulator.control("clock", { advanceMs: 300_000 });
  assert.equal((await simulator.send(path)).status, 403);
});

Deno.test("a message can quote one of any kind, in the form of the quoted message", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  const quotes = [
    [{ kind: "text", content: "磁盘已满" }, { msgtype: "text", text: { content: "磁盘已满" } }],
    [{ kind: "voice", content: "帮我查" }, { msgtype: "voice", voice: { content: "帮我查" } }],
    [{ kind: "mixed", content: "报错", pictures: 0 }, {
      msgtype: "mixed",
      mixed: { msg_item: [{ msgtype: "text", text: { content: "报错" } }] },
    }],
    [{ kind: "other", msgtype: "card", fields: { title: "商城" } }, {
      msgtype: "card",
      card: { title: "商城" },
    }],
  ] as const;
  for (const [quoted] of quotes) {
    const message = { kind: "text", content: "这个", quotes: quoted };
    await push(simulator, { to: receiver.url, message });
  }
  const received = receiver.received.map(({ plain }) => JSON.parse(plain).quote);
  assert.deepEqual(received, quotes.map(([, wire]) => wire));
  assert.equal(simulator.state.chats.list()[0]?.text, "「磁盘已满」\n这个");
});

Deno.test("in a group, messages and refreshes have its id, and messages mention the bot", async () => {
  await using receiver = openReceiver((received, count) =>
    replyTo(received, stream("好", count > 1))
  );
  const simulator = createTestSimulator();
  await simulator.control("settings", { streamRefreshMs: 1 });
  await push(simulator, { to: receiver.url, chatId: "wr-1" });
  const [first, refresh] = receiver.received.map(({ plain }) => JSON.parse(plain));
  assert.deepEqual([first.chattype, first.chatid, first.text.content], [
    "group",
    "wr-1",
    "@智能机器人 你好",
  ]);
  assert.deepEqual([refresh.msgtype, refresh.chattype, refresh.chatid], [
    "stream",
    "group",
    "wr-1",
  ]);
  const own = { kind: "text", content: "你好 @智能机器人" };
  await push(simulator, { to: receiver.url, chatId: "wr-1", message: own });
  assert.ok(receiver.received.some(({ plain }) => JSON.parse(plain).text?.content === own.content));
});

Deno.test("what WeCom does not send is refused: other kinds in groups, quotes and groups without a bot", async () => {
  const { send } = createTestSimulator();
  const quoting = { ...hello, quotes: "text" };
  for (
    const body of [
      { botId: "aib-demo-1", chatId: "wr-1", message: { kind: "voice" } },
      { chatId: "wr-1", message: hello },
      { message: quoting },
      { openKfid: "wk-demo-1", message: quoting },
    ]
  ) {
    const init = { method: "POST", body: JSON.stringify({ fromUser: "lisi", ...body }) };
    assert.equal((await send("/_control/push", init)).status, 400, JSON.stringify(body));
  }
});
