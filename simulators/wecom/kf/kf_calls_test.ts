import assert from "node:assert/strict";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import { createKfTest, customer, openKfid } from "simulators/wecom/kf/test_kf.ts";
import { openReceiver, readElement } from "simulators/wecom/test_receiver.ts";
import { corpId } from "simulators/wecom/test_simulator.ts";

Deno.test("the callback has only a token; sync_msg returns the message with it for ten minutes", async () => {
  await using receiver = openReceiver();
  const { control, sync, write } = createKfTest();
  await write("在吗", { to: receiver.url });
  const [received] = receiver.received;
  const plain = received?.plain ?? "";
  assert.doesNotMatch(`${received?.body}${plain}`, /在吗|FromUserName|MsgId|AgentID/);
  assert.equal(readElement(plain, "Event"), "kf_msg_or_event");
  assert.equal(readElement(plain, "OpenKfId"), openKfid);
  const token = readElement(plain, "Token") ?? "";
  const page = await sync({ token });
  const [{ msgid, ...item } = {}] = page.msg_list;
  assert.equal(typeof msgid, "string");
  assert.deepEqual(item, {
    send_time: Date.UTC(2026, 0, 5, 8) / 1000,
    open_kfid: openKfid,
    external_userid: customer,
    origin: 3,
    msgtype: "text",
    text: { content: "在吗" },
  });
  assert.equal((await sync({ token: "made-up" })).errcode, 95007);
  await control("clock", { advanceMs: 600_000 });
  assert.equal((await sync({ token })).errcode, 95007);
});

Deno.test("a cursor continues at its position, also through an empty page with has_more", async () => {
  const { control, sync, write } = createKfTest();
  await control("settings", { kfPageSize: 2 });
  for (const content of ["一", "二", "三"]) await write(content);
  const first = await sync();
  const empty = await sync({ cursor: first.next_cursor });
  const last = await sync({ cursor: empty.next_cursor });
  assert.deepEqual(
    [first, empty, last].map(({ msg_list, has_more }) => [msg_list.length, has_more]),
    [[2, 1], [0, 1], [1, 0]],
  );
  const end = await sync({ cursor: last.next_cursor });
  assert.deepEqual([end.msg_list, end.has_more], [[], 0]);
  await write("四");
  const next = await sync({ cursor: end.next_cursor });
  assert.deepEqual(next.msg_list.map((item) => item.text), [{ content: "四" }]);
  assert.equal((await sync({ cursor: "made-up" })).errcode, 40058);
});

Deno.test("a cursor from before a restart misses no message", async () => {
  const { control, sync, write } = createKfTest();
  await write("一");
  await write("二");
  const { next_cursor: cursor } = await sync();
  await control("reset", {});
  await write("三");
  const { msg_list } = await sync({ cursor });
  assert.deepEqual(msg_list.map((item) => item.text), [{ content: "三" }]);
});

Deno.test("without token sync_msg soon answers 45009; messages are available for three days", async () => {
  const { control, sync, write } = createKfTest();
  await write("在吗");
  for (let index = 0; index < 10; index++) assert.equal((await sync()).errcode, 0);
  assert.equal((await sync()).errcode, 45009);
  await control("clock", { advanceMs: 3 * 86_400_000 });
  const page = await sync();
  assert.deepEqual([page.msg_list, page.has_more], [[], 0]);
});

Deno.test("five messages until the customer writes again, and none after 48 hours", async () => {
  const { control, say, send, write } = createKfTest();
  await write("在吗");
  for (let index = 0; index < 5; index++) assert.equal(await say(), 0);
  assert.equal(await say(), 95001);
  await write("还在吗");
  assert.equal(await say({ text: { content: "好".repeat(700) } }), 0);
  await control("clock", { advanceMs: 48 * 3_600_000 + 1 });
  assert.equal(await say(), 95002);
  const { messages } = await (await send(`/_control/sent?person=${customer}`)).json();
  const texts = messages.map(({ text }: ChatEntry) => text);
  assert.deepEqual(texts, [...Array(5).fill("您好"), `${"好".repeat(682)}\uFFFD`]);
});

Deno.test("a chosen msgid is accepted once", async () => {
  const { say, kf, write } = createKfTest();
  await write("在吗");
  const text = { content: "您好" };
  const answer = await kf("send_msg", {
    touser: customer,
    msgtype: "text",
    text,
    msgid: "turn_1-0",
  });
  assert.deepEqual([answer.errcode, answer.msgid], [0, "turn_1-0"]);
  assert.equal(await say({ msgid: "turn_1-0" }), 95033);
  assert.equal(await say({ msgid: "turn_1-1" }), 0);
  assert.equal(await say({ msgid: "a".repeat(33) }), 40058);
});

Deno.test("a member who answers in WeCom takes the session, and sync_msg shows it", async () => {
  const { say, session, sync, write } = createKfTest();
  await write("在吗");
  await write("我来", { servicer: "lisi" });
  assert.deepEqual((await sync()).msg_list.map((item) => [item.origin, item.servicer_userid]), [
    [3, undefined],
    [5, "lisi"],
  ]);
  assert.deepEqual([(await session()).service_state, await say()], [3, 95018]);
});

Deno.test("an event is inside its item, with its ids", async () => {
  const { sync, write } = createKfTest();
  const message = { kind: "event", event: "enter_session", fields: { scene: "web" } };
  await write("在吗");
  await write("", { message });
  const [, item] = (await sync()).msg_list;
  assert.deepEqual([item?.origin, item?.msgtype, item?.event], [4, "event", {
    event_type: "enter_session",
    open_kfid: openKfid,
    external_userid: customer,
    scene: "web",
  }]);
  assert.equal(item?.external_userid, undefined);
});

Deno.test("unknown accounts and customers have their own errcodes", async () => {
  const { control, kf, say, sync } = createKfTest();
  assert.equal((await sync({ open_kfid: "x" })).errcode, 95000);
  assert.equal((await sync({ open_kfid: "wk-none" })).errcode, 95004);
  assert.equal(await say({ touser: "wm-none" }), 40096);
  assert.equal((await kf("service_state/get", { external_userid: "wm-none" })).errcode, 40096);
  const foreign = { id: "wk-2", name: "二", agentId: 1000003, servicers: [] };
  await control("corps", { corps: [{ id: corpId, kfAccounts: [foreign] }] });
  assert.equal((await sync({ open_kfid: "wk-2" })).errcode, 48007);
});
