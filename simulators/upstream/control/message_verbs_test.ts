import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";

Deno.test("a message from a customer, in a room and to a kf account have the documented fields", async () => {
  await using simulator = openTestSimulator();
  await simulator.online();
  await simulator.verb("inbound", { vid: VID, content: "在吗" });
  const direct = await simulator.callback(102000);
  assert.deepEqual(
    [direct.sender, direct.receiver, direct.is_room, direct.kf_id, direct.referid, direct.issync],
    [7881300000000042, Number(VID), 0, 0, 0, false],
  );
  assert.deepEqual([direct.content, direct.msgtype], ["在吗", 2]);
  await simulator.verb("inbound", { vid: VID, room: true, wait: true });
  await simulator.verb("inbound", { vid: VID, kf: "25600000000000013", wait: true });
  await simulator.verb("inbound", { vid: VID, fromSelf: true, wait: true });
  const [room, kf, own] = simulator.received.map(({ json }) => String(json));
  assert.match(room!, /"room_conversation_id":"10800000000000077"/);
  assert.match(room!, /"receiver":0,/);
  assert.match(kf!, /"kf_id":25600000000000013,/);
  assert.match(own!, /"receiver":7881300000000042,"sender":1688000000000017,/);
  const ids = [room, kf, own].map((text) => JSON.parse(text!).server_id);
  assert.deepEqual(ids, [direct.server_id + 1, direct.server_id + 2, direct.server_id + 3]);
});

Deno.test("a read receipt is 102006 with msgtype 2001, and the message again with its referid", async () => {
  await using simulator = openTestSimulator();
  await simulator.online();
  assert.equal((await simulator.control("readReceipt", { vid: VID })).status, 400);
  await simulator.verb("inbound", { vid: VID, content: "看看" });
  const message = await simulator.callback(102000);
  await simulator.verb("readReceipt", { vid: VID });
  const receipt = await simulator.callback(102006);
  assert.deepEqual([receipt.msgtype, receipt.receiver], [2001, 7881300000000042]);
  const again = await simulator.callback(102000);
  assert.deepEqual([again.content, again.referid], ["看看", message.server_id]);
});

Deno.test("a replay repeats the last messages with their numbers, after invented ones of the day before", async () => {
  await using simulator = openTestSimulator();
  await simulator.online();
  await simulator.verb("inbound", { vid: VID, content: "新的", wait: true });
  const before = JSON.parse(String(simulator.received.pop()?.json));
  await simulator.verb("replay", { vid: VID, count: 500, wait: true });
  assert.equal(simulator.received.length, 500);
  const bodies = simulator.received.map(({ json }) => JSON.parse(String(json)));
  assert.ok(bodies.every(({ issync }) => issync === true));
  assert.equal(new Set(bodies.map(({ server_id }) => server_id)).size, 500);
  assert.deepEqual(bodies.at(-1), { ...before, issync: true });
  assert.ok(bodies.slice(0, -1).every(({ send_time }) => send_time < before.send_time));
  simulator.received.length = 0;
  await simulator.verb("replay", { vid: VID, count: 1, isSync: false, wait: true });
  assert.equal(JSON.parse(String(simulator.received[0]?.json)).issync, false);
});

Deno.test("push sends any code and body, also text that is no JSON", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const roomRenamed = { room_conversation_id: "10800000000000077", room_name: "新名字" };
  await simulator.verb("push", { uuid, type: 115005, body: roomRenamed });
  assert.deepEqual(await simulator.callback(115005), roomRenamed);
  await simulator.verb("push", { uuid, type: "100010", body: "no json", wait: true });
  await simulator.verb("push", { uuid, type: 102000, body: '{"kf_id":25600000000000013}' });
  await eventually(() => assert.equal(simulator.received.length, 2));
  assert.deepEqual(simulator.received.map(({ type, json }) => [type, json]), [
    ["100010", "no json"],
    [102000, '{"kf_id":25600000000000013}'],
  ]);
});

Deno.test("many messages at once arrive in order", async () => {
  await using simulator = openTestSimulator();
  await simulator.online();
  await simulator.verb("inbound", { vid: VID, count: 300, content: "第", wait: true });
  const contents = simulator.received.map(({ json }) => JSON.parse(String(json)).content);
  assert.deepEqual(contents, Array.from({ length: 300 }, (_, index) => `第 ${index + 1}`));
});

Deno.test("after a restart of the simulator the positions of messages go on, so that none looks like a repeat", async () => {
  let last = 0;
  for (const hour of [1, 2]) {
    await using simulator = openTestSimulator({ startMs: Date.UTC(2026, 0, 5, hour) });
    const { lastServerId } = await simulator.verb("inbound", { vid: VID, count: 100 });
    assert.ok(lastServerId > last + 100);
    last = lastServerId;
  }
});
