import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";

Deno.test("each dialect has its own names of the status, and the names of the other one do not exist", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const names = ["GetRunClientByUuid", "GetRunClient", "GetRunClientInfo", "getRunClientList"];
  const statuses = async () => {
    const answers = await Promise.all(names.map((name) => simulator.send(name, { uuid })));
    for (const answer of answers) await answer.body?.cancel();
    return answers.map(({ status }) => status);
  };
  assert.deepEqual(await statuses(), [200, 200, 200, 200]);
  await simulator.verb("settings", { dialect: "v1" });
  assert.deepEqual(await statuses(), [200, 200, 404, 404]);
  await simulator.verb("settings", { dialect: "v2" });
  assert.deepEqual(await statuses(), [404, 404, 200, 200]);
});

Deno.test("v1 answers in snake_case with seconds, v2 in camelCase with milliseconds and the registration", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const { data: v1 } = await simulator.call("GetRunClientByUuid", { uuid });
  assert.equal(v1.user_info.isLogin, true);
  assert.equal(v1.user_info.object.user_id, Number(VID));
  assert.equal(v1.user_info.object.corp_id, 1970320000000001);
  assert.equal(v1.longLinkState, undefined);
  const { data: v2 } = await simulator.call("GetRunClientInfo", { uuid });
  assert.equal(Math.floor(v2.loginTime / 1000), v1.logintime);
  assert.equal(v2.userInfo.userId, Number(VID));
  assert.equal(v2.longLinkState, "CONNECTED");
  const registration = { callbackType: "HTTP", url: simulator.receiver.url };
  assert.deepEqual(v2.clientCallbackConfig, registration);
  await simulator.verb("settings", { linkStateInV1: true });
  assert.equal(
    (await simulator.call("GetRunClientByUuid", { uuid })).data.longLinkState,
    "CONNECTED",
  );
});

Deno.test("after a login the profile is late and the link is built in steps", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init({ vid: VID });
  await simulator.call("automaticLogin", { uuid });
  await simulator.advance(300);
  const read = async () => {
    const { data: v1 } = await simulator.call("GetRunClientByUuid", { uuid });
    const { data: v2 } = await simulator.call("GetRunClientInfo", { uuid });
    return [v2.loginType, v2.longLinkState, v2.userInfo?.userId, v1.user_info.object.user_id];
  };
  assert.deepEqual(await read(), [2, "CONNECTING", undefined, undefined]);
  await simulator.advance(200);
  assert.deepEqual(await read(), [2, "HANDSHAKING", undefined, undefined]);
  await simulator.advance(200);
  assert.deepEqual(await read(), [2, "CONNECTED", undefined, undefined]);
  await simulator.advance(200);
  assert.deepEqual(await read(), [2, "CONNECTED", Number(VID), Number(VID)]);
  await simulator.verb("link", { uuid, link: "RECONNECTING" });
  assert.equal((await read())[1], "RECONNECTING");
  await simulator.verb("link", { uuid, link: null });
  assert.equal((await read())[1], "CONNECTED");
});

Deno.test("a dropped instance has errcode 0, loginType 0 and no profile", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("drop", { uuid });
  assert.match((await simulator.callback(100007)).msg, /缓存失效/);
  const dropped = { loginType: 0, uuid, userInfo: null, longLinkState: "CLOSED" };
  const v2 = await simulator.call("GetRunClientInfo", { uuid });
  assert.deepEqual(v2, { data: dropped, errcode: 0, errmsg: "获取成功" });
  const v1 = await simulator.call("GetRunClientByUuid", { uuid });
  assert.deepEqual([v1.errcode, v1.data.loginType, v1.data.user_info], [0, 0, null]);
  assert.equal((await simulator.call("GetProfile", { uuid })).errcode, 500);
});

Deno.test("the lists of instances name two instances of other customers, with their phone numbers", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const { data: v1 } = await simulator.call("GetRunClient");
  assert.deepEqual(v1.map((one: object) => Object.keys(one)), [
    [VID],
    ["1688999900000001"],
    ["1688999900000002"],
  ]);
  assert.equal(v1[0][VID].uuid, uuid);
  assert.match(v1[1]["1688999900000001"].object.mobile, /^1\d{10}$/);
  const { data: { runClientList } } = await simulator.call("getRunClientList");
  assert.equal(runClientList.length, 3);
  assert.equal(runClientList[0].uuid, uuid);
});

Deno.test("GetProfile answers the profile of v1", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  assert.equal((await simulator.call("GetProfile", { uuid })).data.acctid, "tester");
});
