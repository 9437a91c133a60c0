import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";
const OTHER = "1688000000000021";

Deno.test("a loss of the login has the code of its cause, and calls are refused then", async () => {
  await using simulator = openTestSimulator();
  for (const [verb, type] of [["drop", 100007], ["phoneEnd", 100005], ["kick", 100008]] as const) {
    const uuid = await simulator.online();
    assert.equal((await simulator.verb(verb, { uuid })).stage, "dropped");
    assert.equal((await simulator.callback(type)).vid, Number(VID));
    const answer = await simulator.call("GetExternalContacts", { uuid });
    assert.equal(answer.errmsg, "实例未登录");
  }
});

Deno.test("a second verification refuses every call until its QR code was scanned and confirmed", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("secondVerify", { uuid });
  assert.equal((await simulator.callback(100012)).uuid, uuid);
  const refused = { data: null, errcode: -11025, errmsg: "出现二次验证，请重新获取二维码登录" };
  for (const action of ["GetRunClientByUuid", "GetRunClientInfo", "SendTextMsg", "GetProfile"]) {
    assert.deepEqual(await simulator.call(action, { uuid }), refused, action);
  }
  const second = await simulator.init({ vid: VID });
  assert.deepEqual(await simulator.call("automaticLogin", { uuid: second }), refused);
  const { data } = await simulator.call("SecondaryValidation", { uuid });
  assert.deepEqual(Object.keys(data), ["qrcode", "Ttl", "Key"]);
  await simulator.verb("scan", { uuid });
  assert.equal((await simulator.callback(100001)).Qrcode_key, data.Key);
  assert.equal((await simulator.call("GetProfile", { uuid })).errcode, -11025);
  await simulator.verb("confirm", { uuid });
  assert.equal((await simulator.call("GetProfile", { uuid })).errcode, 0);
  assert.equal((await simulator.call("GetRunClientByUuid", { uuid })).data.loginType, 2);
});

Deno.test("a switch of the company names both identities, and the instance then has the new one", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("switchCorp", { uuid });
  const body = await simulator.callback(100006);
  assert.deepEqual([body.this_vid, body.vid], [Number(VID), 1688000000000099]);
  assert.equal(body.corpid, 1970320000000009);
  assert.equal((await simulator.call("GetProfile", { uuid })).data.user_id, 1688000000000099);
  await simulator.verb("switchCorp", { uuid, to: OTHER });
  assert.equal((await simulator.callback(100006)).vid, Number(OTHER));
});

Deno.test("after a restart of the upstream no instance is known, and the stored logins still work", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const open = await simulator.init({ vid: OTHER });
  await simulator.call("automaticLogin", { uuid: open });
  await simulator.control("forgetInstances");
  await simulator.advance(600_000);
  for (const lost of [uuid, open]) {
    const answer = await simulator.call("GetRunClientByUuid", { uuid: lost });
    assert.deepEqual([answer.errcode, answer.errmsg], [500, "实例不存在"]);
  }
  assert.equal(simulator.received.length, 0);
  await simulator.online();
});

Deno.test("a lost callback address stops callbacks without a notice, and v2 shows that it is lost", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("loseCallback", { uuid });
  await simulator.verb("inbound", { uuid, wait: true });
  const { deliveries } = await simulator.read("deliveries");
  assert.equal(deliveries.at(-1).state, "unregistered");
  assert.equal(simulator.received.length, 0);
  const { data } = await simulator.call("GetRunClientInfo", { uuid });
  assert.equal(data.clientCallbackConfig, null);
  await simulator.call("SetCallbackUrl", { uuid, url: simulator.receiver.url });
  await simulator.verb("inbound", { uuid });
  await simulator.callback(102000);
});

Deno.test("a verb finds its instance by uuid, by account, or takes the newest", async () => {
  await using simulator = openTestSimulator();
  const one = await simulator.online();
  const other = await simulator.online(OTHER);
  assert.equal((await simulator.verb("drop", { vid: VID })).uuid, one);
  assert.equal((await simulator.verb("kick", {})).uuid, other);
  const fresh = await simulator.init();
  await simulator.call("getQrCode", { uuid: fresh });
  const scanned = await simulator.verb("scan", { vid: "1688000000000555" });
  assert.deepEqual([scanned.uuid, scanned.vid], [fresh, "1688000000000555"]);
  assert.equal((await simulator.verb("login", { vid: 1688000000000555 })).stage, "signing_in");
});

Deno.test("a verb that is not possible is refused and says what is", async () => {
  await using simulator = openTestSimulator();
  const none = await simulator.control("scan");
  assert.equal(none.status, 400);
  assert.match((await none.json()).error, /call init first/);
  const uuid = await simulator.init();
  const early = await simulator.control("scan", { uuid });
  assert.deepEqual([early.status, (await early.json()).problems], [
    400,
    ["possible: login, loseCallback"],
  ]);
  const odd = await simulator.control("drop", { uuid, id: 1 });
  assert.equal(odd.status, 400);
  await odd.body?.cancel();
});

Deno.test("two simulators with the same time and randomness answer the same, also after a reset", async () => {
  const run = async () => {
    await using simulator = openTestSimulator();
    await simulator.online();
    await simulator.verb("inbound", { count: 3, room: true, wait: true });
    const state = await simulator.read("state");
    // Its port differs.
    for (const instance of state.instances) instance.callback = undefined;
    return state;
  };
  const first = await run();
  assert.deepEqual(await run(), first);

  await using simulator = openTestSimulator();
  const start = await simulator.read("state");
  await simulator.online();
  await simulator.verb("inbound", { vid: "1688000000000777" });
  await simulator.verb("settings", { dialect: "v1" });
  await simulator.verb("faults", { call: "*", empty: true });
  await simulator.verb("contact", { vid: VID, userId: "7881300000000042", status: 8 });
  await simulator.verb("reset");
  assert.deepEqual(await simulator.read("state"), start);
  assert.equal((await simulator.read("clock")).offsetMs, 0);
  assert.equal((await simulator.read("settings")).dialect, "both");
  assert.deepEqual((await simulator.read("faults")).faults, []);
});
