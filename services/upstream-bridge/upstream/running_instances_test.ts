import assert from "node:assert/strict";
import { readRunningInstances } from "services/upstream-bridge/upstream/running_instances.ts";

const ours = new Set(["our-1", "our-2"]);

function v1(vid: number, uuid: string) {
  return {
    [vid]: {
      isLogin: true,
      clientId: uuid,
      uuid,
      userid: vid,
      object: { user_id: vid, corp_id: 5 },
    },
  };
}

function v2(vid: number, uuid: string) {
  return {
    loginType: 2,
    uuid,
    clientId: "other",
    userInfo: { userId: vid },
    longLinkState: "CLOSED",
  };
}

Deno.test("of the first dialect's list only our instances are kept, of the others the count", () => {
  const payload = [v1(1688000000000017, "our-1"), v1(1, "foreign-1"), v1(2, "foreign-2")];
  const running = readRunningInstances(payload, ours);
  assert.equal(running?.othersCount, 2);
  assert.deepEqual(running?.ours.map(({ uuid, vid, isLoggedIn }) => ({ uuid, vid, isLoggedIn })), [
    { uuid: "our-1", vid: "1688000000000017", isLoggedIn: true },
  ]);
});

Deno.test("of the second dialect's list too, under each of its names", () => {
  for (const name of ["runClientList", "list", "rows", "data"]) {
    const payload = { [name]: [v2(17, "our-2"), v2(1, "foreign-1")] };
    const running = readRunningInstances(payload, ours);
    assert.equal(running?.othersCount, 1);
    assert.deepEqual(running?.ours.map(({ uuid, vid, link }) => ({ uuid, vid, link })), [
      { uuid: "our-2", vid: "17", link: "CLOSED" },
    ]);
  }
});

Deno.test("an instance that is listed twice is one, and an empty list is a list", () => {
  const twice = readRunningInstances([v1(1, "our-1"), v2(1, "our-1")], ours);
  assert.equal(twice?.ours.length, 1);
  assert.equal(twice?.othersCount, 0);
  assert.deepEqual(readRunningInstances([], ours), { ours: [], othersCount: 0 });
});

Deno.test("an answer without a list is none", () => {
  for (const payload of [null, {}, "x", { list: "x" }, { data: {} }]) {
    assert.equal(readRunningInstances(payload, ours), undefined);
  }
});
