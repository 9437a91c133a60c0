import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import { openReceiver, readElement } from "simulators/wecom/test_receiver.ts";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

const text = { kind: "text", content: "在吗" };

async function push(
  { control }: ReturnType<typeof createTestSimulator>,
  body: Record<string, unknown>,
): Promise<Delivery[]> {
  const request = { fromUser: "zhangsan", message: text, wait: true, ...body };
  const answer = await control("push", request) as { deliveries: Delivery[] };
  return answer.deliveries;
}

Deno.test("a message arrives signed and encrypted, with a MsgId that no JavaScript number can hold", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  const [delivery] = await push(simulator, { to: receiver.url });
  const [received] = receiver.received;
  assert.ok(received && delivery);
  assert.equal(received.receiveId, corpId);
  assert.equal(readElement(received.plain, "Content"), "在吗");
  assert.equal(readElement(received.plain, "FromUserName"), "zhangsan");
  assert.equal(readElement(received.plain, "AgentID"), "1000002");
  const msgId = readElement(received.plain, "MsgId") ?? "";
  assert.ok(BigInt(msgId) > BigInt(Number.MAX_SAFE_INTEGER) && msgId === delivery.msgId);
  assert.deepEqual([delivery.state, delivery.attempts.map(({ status }) => status)], [
    "accepted",
    [200],
  ]);
});

Deno.test("the envelope's elements come in several orders, its AgentID with and without CDATA", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  await push(simulator, { to: receiver.url, message: undefined, messages: Array(40).fill(text) });
  const bodies = receiver.received.map(({ body }) => body);
  const orders = new Set(
    bodies.map((body) => body.match(/<(ToUserName|AgentID|Encrypt)>/g)?.join()),
  );
  assert.ok(orders.size >= 3);
  assert.ok(bodies.some((body) => body.includes("<AgentID><![CDATA[1000002]]></AgentID>")));
  assert.ok(bodies.some((body) => body.includes("<AgentID>1000002</AgentID>")));
  assert.ok(
    bodies.some((body) => body.includes(">\n<")) && bodies.some((it) => !it.includes("\n")),
  );
  assert.ok(receiver.received.some(({ pad }) => pad > 16));
});

Deno.test("a callback that fails is sent four times with the same MsgId, and then never again", async () => {
  await using receiver = openReceiver(() => new Response(null, { status: 500 }));
  const simulator = createTestSimulator();
  await simulator.control("settings", { callbackRetryDelayMs: 1 });
  const [delivery] = await push(simulator, { to: receiver.url });
  assert.equal(delivery?.state, "failed");
  assert.equal(receiver.received.length, 4);
  assert.equal(new Set(receiver.received.map(({ plain }) => plain)).size, 1);
  assert.equal(new Set(receiver.received.map(({ query }) => query.nonce)).size, 4);
});

Deno.test("WeCom hangs up after its deadline and tries again, also when the port is closed", async () => {
  const held = Promise.withResolvers<Response>();
  await using receiver = openReceiver((_, count) =>
    count === 1 ? held.promise : new Response("success")
  );
  const simulator = createTestSimulator();
  await simulator.control("settings", { callbackTimeoutMs: 1_500, callbackRetryDelayMs: 1 });
  const [late] = await push(simulator, { to: receiver.url });
  held.resolve(new Response(""));
  assert.deepEqual(late?.attempts.map(({ error, status }) => error ?? status), ["timeout", 200]);
  const [closed] = await push(simulator, { to: "http://127.0.0.1:9/" });
  assert.deepEqual(closed?.attempts.map(({ error }) => error), Array(4).fill("connection"));
});

Deno.test("duplicates carry the same message", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  await push(simulator, { to: receiver.url, duplicates: 2 });
  assert.equal(new Set(receiver.received.map(({ plain }) => plain)).size, 1);
  assert.equal(receiver.received.length, 3);
});

Deno.test("a change of contacts comes from sys, without AgentID in envelope and content", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  const fields = { ChangeType: "delete_user", UserID: "lisi" };
  const message = { kind: "event", event: "change_contact", fields };
  await push(simulator, { to: receiver.url, fromUser: undefined, message });
  const [received] = receiver.received;
  assert.equal(readElement(received?.plain ?? "", "FromUserName"), "sys");
  assert.equal(readElement(received?.plain ?? "", "UserID"), "lisi");
  assert.doesNotMatch(`${received?.body}${received?.plain}`, /AgentID|MsgId/);
});

Deno.test("every kind of message has the elements of the documents", async () => {
  await using receiver = openReceiver();
  const simulator = createTestSimulator();
  const kinds: [Record<string, unknown>, RegExp][] = [
    [{ kind: "image" }, /<PicUrl>.+<MediaId>/],
    [{ kind: "voice" }, /<MediaId>.+<Format><!\[CDATA\[amr\]\]>/],
    [{ kind: "video" }, /<MediaId>.+<ThumbMediaId>/],
    [{ kind: "location" }, /<Location_X>23\.134<\/Location_X>.+<Label>/],
    [{ kind: "link", title: "a]]>b" }, /<Title><!\[CDATA\[a\]\]\]\]><!\[CDATA\[>b\]\]>/],
    [{ kind: "event", event: "click", fields: { EventKey: "k" } }, /<EventKey><!\[CDATA\[k\]\]>/],
    [{ kind: "other", msgtype: "new", fields: { A: { B: [1, 2] } } }, /<A><B>1<\/B><B>2<\/B><\/A>/],
  ];
  for (const [message, expected] of kinds) {
    await push(simulator, { to: receiver.url, message });
    assert.match(receiver.received.at(-1)?.plain ?? "", expected);
  }
});

Deno.test("a reset ends running deliveries", async () => {
  const simulator = createTestSimulator();
  await simulator.control("settings", { callbackRetryDelayMs: 60_000 });
  const pushed = push(simulator, { to: "http://127.0.0.1:9/" });
  await eventually(() => assert.equal(simulator.state.deliveries.list().length, 1));
  await simulator.control("reset", {});
  assert.equal((await pushed)[0]?.state, "cancelled");
  assert.deepEqual(simulator.state.deliveries.list(), []);
});

Deno.test("a push to an unknown person is refused, with the list of known persons", async () => {
  const { send } = createTestSimulator();
  const bad: [Record<string, unknown>, RegExp][] = [
    [{ message: text }, /fromUser: is missing; use one of zhangsan, .*wm-demo-1/],
    [{ agentId: 7, fromUser: "lisi", message: text }, /agentId: "7" does not exist.*1000002/],
    [{ openKfid: "wk-x", fromUser: "wm-demo-1", message: text }, /one of wk-demo-1/],
    [{ botId: "b", fromUser: "lisi", message: text }, /one of aib-demo-1/],
    [{ fromUser: "lisi" }, /one of message, messages/],
    [{ agentId: 1, botId: "b", message: text, fromUser: "lisi" }, /at most one of agentId/],
    [{ fromUser: "lisi", message: text, to: "ftp://example.com" }, /to: /],
  ];
  for (const [body, expected] of bad) {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await send("/_control/push", init);
    assert.equal(response.status, 400);
    assert.match((await response.json()).problems.join("\n"), expected);
  }
});
