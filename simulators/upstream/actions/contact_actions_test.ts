import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

Deno.test("external contacts page by a number, and strSeq gets the first page again", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const page = async (fields: object) =>
    (await simulator.call("GetExternalContacts", { uuid, limit: 100, ...fields })).data;
  const ids = new Set<number>();
  let seq = 0;
  const lengths = [];
  for (let data = await page({ seq }); data.list.length > 0; data = await page({ seq })) {
    for (const { user_id } of data.list) ids.add(user_id);
    lengths.push(data.list.length);
    seq = data.seq;
  }
  assert.deepEqual(lengths, [100, 100, 50]);
  assert.equal(ids.size, 250);
  assert.equal((await page({ seq })).seq, seq);
  const first = await page({ seq: 0 });
  assert.equal((await page({ strSeq: String(first.seq) })).list[0].user_id, 7881300000000042);
  assert.equal(first.list[0].status, 9);
  assert.deepEqual(first.list[0].labelid, ["14070000000000001"]);
});

Deno.test("inner contacts mix departments and members, and page by a text", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const page = async (strSeq: string) =>
    (await simulator.call("GetInnerContacts", { uuid, limit: 10, strSeq })).data;
  const entries = [];
  let cursor = "";
  do {
    const { list, seq } = await page(cursor);
    entries.push(...list);
    cursor = seq;
    assert.match(cursor, /^(\d+_\d+_\d+_0)?$/);
  } while (cursor !== "");
  const departments = entries.filter((entry) => entry.is_Department === 1);
  const members = entries.filter((entry) => entry.is_Department === 0);
  assert.deepEqual(departments.map(({ party_name }) => party_name), ["一部", "二部", "客服中心"]);
  assert.equal(new Set(members.map(({ user_id }) => user_id)).size, 43);
  assert.ok(members.some(({ user_id }) => user_id === 1688000000000017));
});

Deno.test("names for ids need numbers: strings are not recognised", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const vids = [7881300000000042, "7881300000000043", 1688000000000018, 1];
  const { data } = await simulator.call("GetUserInfoByVids", { uuid, vids });
  assert.deepEqual(data.map(({ user_id }: { user_id: number }) => user_id), [
    7881300000000042,
    1688000000000018,
  ]);
});

Deno.test("contacts need a login", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  for (const action of ["GetInnerContacts", "GetExternalContacts"]) {
    assert.equal((await simulator.call(action, { uuid, limit: 10 })).errcode, 500);
  }
});
