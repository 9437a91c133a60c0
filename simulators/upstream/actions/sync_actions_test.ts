import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";

Deno.test("messages that came while the account was offline come with SyncAllData, marked as a replay", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const { lastServerId } = await simulator.verb("inbound", { vid: VID, content: "早" });
  await simulator.callback(102000);
  await simulator.verb("drop", { uuid });
  await simulator.callback(100007);
  assert.equal((await simulator.verb("inbound", { vid: VID, count: 3 })).isPushed, false);
  const again = await simulator.online();
  assert.equal(simulator.received.length, 0);
  const sync = (fields: object) =>
    simulator.call("SyncAllData", { uuid: again, limit: 2, ...fields });
  const first = await sync({ seq: lastServerId });
  assert.equal(first.data.is_select, 1);
  const second = await sync({ seq: first.data.seq });
  assert.equal(second.data.is_select, 0);
  await eventually(() => assert.equal(simulator.received.length, 3));
  const bodies = simulator.received.map(({ json }) => JSON.parse(String(json)));
  assert.deepEqual(bodies.map(({ content }) => content), ["在吗 1", "在吗 2", "在吗 3"]);
  assert.ok(bodies.every(({ issync }) => issync === true));
});
