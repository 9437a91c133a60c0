import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";
const CUSTOMER = "7881300000000042";

Deno.test("a sent text is answered with growing numbers, and a room's id keeps its 17 digits in both directions", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const send = (target: string, more: string) =>
    `{"uuid":"${uuid}","send_userid":${target},${more},"content":"你好"}`;
  const first = await simulator.call("SendTextMsg", send(CUSTOMER, '"isRoom":false,"kf_id":0'));
  assert.equal(first.errcode, 0);
  assert.deepEqual([first.data.msgtype, first.data.is_room], [2, 0]);
  const answer = await simulator.send("SendTextMsg", send("10800000000000077", '"isRoom":true'));
  const text = await answer.text();
  assert.match(text, /"receiver":10800000000000077,/);
  const { data } = JSON.parse(text);
  assert.ok(data.server_id > first.data.server_id);
  assert.ok(data.msg_id > first.data.msg_id);
  assert.equal(typeof data.sendtime, "number");
});

Deno.test("an id that lost digits on the way is refused", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const send = (fields: object) => simulator.call("SendTextMsg", { uuid, content: "a", ...fields });
  const lost = [
    { send_userid: 10800000000000076, isRoom: true },
    { send_userid: 10800000000000077, isRoom: true },
    { send_userid: CUSTOMER, isRoom: false, kf_id: 25600000000000013 },
    { send_userid: "7881300000009999", isRoom: false },
  ];
  for (const fields of lost.slice(0, 2)) assert.equal((await send(fields)).errcode, -24001003);
  assert.equal((await send(lost[2]!)).errcode, -24001002);
  assert.equal((await send(lost[3]!)).errcode, -24001001);
  const kf = `{"uuid":"${uuid}","send_userid":"${CUSTOMER}","isRoom":false,"content":"a",` +
    `"kf_id":25600000000000013}`;
  assert.equal((await simulator.call("SendTextMsg", kf)).errcode, 0);
  for (const fields of [{ send_userid: CUSTOMER }, { send_userid: CUSTOMER, isRoom: "true" }]) {
    assert.equal((await send(fields)).errcode, -4);
  }
});

Deno.test("a send of an instance that is not logged in is refused with HTTP 200", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const answer = await simulator.send("SendTextMsg", { uuid, send_userid: CUSTOMER, content: "a" });
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { data: null, errcode: 500, errmsg: "实例未登录" });
});

Deno.test("own messages come back as callbacks only when the settings say so", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const fields = { uuid, send_userid: CUSTOMER, isRoom: false, content: "回显" };
  await simulator.call("SendTextMsg", fields);
  await simulator.verb("settings", { echoesSends: true });
  const { data } = await simulator.call("SendTextMsg", fields);
  const echo = await simulator.callback(102000);
  assert.deepEqual([echo.sender, echo.server_id], [Number(VID), data.server_id]);
  assert.equal(simulator.received.length, 0);
});

Deno.test("a recipient who deleted or blocked the account refuses later, by 102001 or 102002", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const send = () =>
    simulator.call("SendTextMsg", { uuid, send_userid: CUSTOMER, isRoom: false, content: "a" });
  await simulator.verb("contact", { vid: VID, userId: CUSTOMER, status: 2049 });
  assert.equal((await simulator.callback(116002)).list[0].status, 2049);
  assert.equal((await send()).errcode, 0);
  await simulator.advance(300);
  const deleted = await simulator.callback(102001);
  assert.deepEqual([deleted.msgtype, deleted.receiver], [1011, Number(CUSTOMER)]);
  assert.match(deleted.app_info, /_need_verify$/);
  await simulator.verb("contact", { vid: VID, userId: CUSTOMER, hasBlockedUs: true });
  await send();
  await simulator.advance(300);
  assert.match((await simulator.callback(102002)).app_info, /_blacklist$/);
});

Deno.test("a restricted account gets spam_block at once and after every send", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("ban", { uuid });
  const notice = await simulator.callback(102000);
  assert.equal(notice.msgtype, 1011);
  assert.match(notice.app_info, /^spam_block/);
  assert.match(notice.extraContent.extraMessageLink.jumpUrl, /^http/);
  const answer = await simulator.call("SendTextMsg", {
    uuid,
    send_userid: CUSTOMER,
    isRoom: false,
    content: "a",
  });
  assert.equal(answer.errcode, 0);
  await simulator.advance(300);
  assert.match((await simulator.callback(102000)).app_info, /^spam_block/);
  assert.notEqual((await simulator.call("getBanDetile", { uuid })).data.reason, "");
});

Deno.test("a message to another account of the cast reaches it, alone and in a room", async () => {
  await using simulator = openTestSimulator();
  const [one, other] = [await simulator.online(), await simulator.online("1688000000000021")];
  const direct = { send_userid: "1688000000000021", isRoom: false, content: "在吗" };
  await simulator.call("SendTextMsg", { uuid: one, ...direct });
  const received = await simulator.callback(102000);
  assert.deepEqual([received.sender, received.receiver], [Number(VID), 1688000000000021]);
  assert.equal(received.content, "在吗");
  const room = `{"uuid":"${other}","send_userid":10800000000000077,"isRoom":true,"content":"在"}`;
  await simulator.call("SendTextMsg", room);
  const inRoom = await simulator.callback(102000);
  assert.equal(inRoom.room_conversation_id, "10800000000000077");
  assert.deepEqual([inRoom.receiver, inRoom.sender_name], [0, "客服小林"]);
});

Deno.test("recalling names a known message, and sends are counted", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const fields = { uuid, send_userid: CUSTOMER, isRoom: false, content: "a" };
  const { data: { msg_id } } = await simulator.call("SendTextMsg", fields);
  assert.equal((await simulator.call("RevokeMsg", { uuid, msgid: msg_id, roomid: 0 })).errcode, 0);
  assert.equal((await simulator.call("RevokeMsg", { uuid, msgid: 1, roomid: 0 })).errcode, -4);
  assert.deepEqual((await simulator.read("state")).counters.sendsLastMinute, { [VID]: 1 });
  await simulator.advance(60_000);
  const { counters } = await simulator.read("state");
  assert.deepEqual([counters.sends, counters.sendsLastMinute], [{ [VID]: 1 }, {}]);
});
