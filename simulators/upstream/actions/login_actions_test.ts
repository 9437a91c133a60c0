import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";

Deno.test("a first login needs the code that the phone shows, and 104001 names the account by user_id only", async () => {
  await using simulator = openTestSimulator();
  const { call, verb, callback } = simulator;
  const init = await call("init", {
    vid: "",
    ip: "",
    port: "",
    proxyType: "",
    userName: "",
    passward: "",
    proxySituation: 0,
    deverType: "ipad",
  });
  assert.match(init.data.uuid, /^[0-9a-f]{32}$/);
  assert.equal(init.data.is_login, "false");
  const { uuid } = init.data;
  assert.deepEqual(await call("SetCallbackUrl", { uuid, url: simulator.receiver.url }), {
    data: null,
    errcode: 0,
    errmsg: "设置成功",
  });
  const { data: qr, errmsg } = await call("getQrCode", { uuid });
  assert.equal(errmsg, "获取二维码成功");
  assert.match(qr.Key, /^[0-9A-F]{32}$/);
  assert.equal(qr.Ttl, 600);
  await verb("scan", { uuid });
  assert.equal((await callback(100001)).Qrcode_key, qr.Key);
  const { code, stage } = await verb("confirm", { uuid });
  assert.equal(stage, "code");
  assert.equal((await callback(100002)).Vid, 1688000000000017);
  assert.equal((await callback(100004)).Nick_name, "测试号");
  const check = { uuid, qrcodeKey: qr.Key, code };
  const wrong = await call("CheckCode", {
    ...check,
    code: code === "000000" ? "000001" : "000000",
  });
  assert.equal(wrong.errcode, -1);
  assert.equal(wrong.errorcode, -1);
  const right = { data: null, errcode: 0, errorcode: 0, errmsg: "ok" };
  assert.deepEqual(await call("CheckCode", check), right);
  assert.equal((await call("GetRunClientByUuid", { uuid })).data.loginType, 1);
  await simulator.advance(300);
  const success = await callback(104001);
  assert.equal(success.user_id, 1688000000000017);
  assert.deepEqual([success.Vid, success.Corpid, success.Corp_name], [0, 0, ""]);
  assert.equal((await call("GetRunClientByUuid", { uuid })).data.loginType, 2);
});

Deno.test("the phone may show the code before the person confirms, and the code alone completes the login", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const { data: { Key } } = await simulator.call("getQrCode", { uuid });
  await simulator.verb("scan", { uuid });
  const { code } = await simulator.verb("requireCode", { uuid });
  assert.match(code, /^\d{6}$/);
  assert.equal((await simulator.callback(100004)).Qrcode_key, Key);
  await simulator.call("CheckCode", { uuid, qrcodeKey: Key, code });
  await simulator.advance(300);
  await simulator.callback(104001);
});

Deno.test("a device that the upstream knows needs no code, and every init makes a new uuid", async () => {
  await using simulator = openTestSimulator();
  const first = await simulator.init({ vid: VID });
  const uuid = await simulator.init({ vid: Number(VID) });
  assert.notEqual(uuid, first);
  await simulator.call("getQrCode", { uuid });
  await simulator.verb("scan", { uuid });
  assert.equal((await simulator.verb("confirm", { uuid })).stage, "signing_in");
  await simulator.advance(300);
  await simulator.callback(104001);
  assert.ok(simulator.received.every(({ type }) => type !== 100004));
});

Deno.test("another account than the device's own needs a code", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init({ vid: VID });
  await simulator.call("getQrCode", { uuid });
  await simulator.verb("scan", { uuid, vid: "1688000000000021" });
  assert.equal((await simulator.verb("confirm", { uuid })).stage, "code");
});

Deno.test("a cancelled scan leaves the QR code valid", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init({ vid: VID });
  const { data: { Key } } = await simulator.call("getQrCode", { uuid });
  await simulator.verb("scan", { uuid });
  assert.equal((await simulator.verb("cancel", { uuid })).stage, "qr");
  assert.equal((await simulator.callback(100003)).Qrcode_key, Key);
  await simulator.verb("scan", { uuid });
  await simulator.verb("confirm", { uuid });
  await simulator.advance(300);
  await simulator.callback(104001);
});

Deno.test("CheckCode refuses the key of an older QR code and an expired key", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const { data: old } = await simulator.call("getQrCode", { uuid });
  const { data: qr } = await simulator.call("getQrCode", { uuid });
  assert.notEqual(qr.Key, old.Key);
  await simulator.advance(500_000);
  await simulator.verb("scan", { uuid });
  const { code } = await simulator.verb("requireCode", { uuid });
  const check = { uuid, code };
  assert.equal((await simulator.call("CheckCode", { ...check, qrcodeKey: old.Key })).errcode, -3);
  await simulator.advance(100_001);
  const late = await simulator.call("CheckCode", { ...check, qrcodeKey: qr.Key });
  assert.notEqual(late.errcode, 0);
  assert.equal((await simulator.call("CheckCode", { uuid, qrcodeKey: qr.Key })).errcode, -4);
});

Deno.test("CheckCode says that no code is needed when the phone shows none; its errcode can be 0", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const { data: { Key } } = await simulator.call("getQrCode", { uuid });
  await simulator.verb("scan", { uuid });
  const { code } = await simulator.verb("requireCode", { uuid });
  await simulator.verb("closeCodePage", { uuid });
  const check = { uuid, qrcodeKey: Key, code };
  const closed = await simulator.call("CheckCode", check);
  assert.deepEqual([closed.errcode, closed.errmsg], [-2, "qrcode_not need verify"]);
  const changes = { notNeededErrcode: 0, notNeededMessage: "qrode_not need verify" };
  await simulator.verb("settings", changes);
  const other = await simulator.call("CheckCode", check);
  assert.deepEqual([other.errcode, other.errmsg], [0, "qrode_not need verify"]);
});

Deno.test("automaticLogin works with the stored login of the device, and else a QR code of the same instance does", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init({ vid: VID });
  const answer = await simulator.call("automaticLogin", { uuid });
  assert.deepEqual(answer, { data: null, errcode: 0, errmsg: "登陆成功" });
  await simulator.advance(300);
  await simulator.callback(104001);

  await simulator.verb("expireCache", { vid: VID });
  const second = await simulator.init({ vid: VID });
  assert.equal((await simulator.call("automaticLogin", { uuid: second })).errcode, -6);
  assert.equal((await simulator.call("getQrCode", { uuid: second })).errcode, 0);
  await simulator.verb("scan", { uuid: second });
  await simulator.verb("confirm", { uuid: second });
  await simulator.advance(300);
  await simulator.callback(104001);
  await simulator.verb("drop", { uuid: second });
  assert.equal((await simulator.call("automaticLogin", { uuid: second })).errcode, 0);

  const fresh = await simulator.init();
  assert.equal((await simulator.call("automaticLogin", { uuid: fresh })).errcode, -6);
  const stranger = await simulator.init({ vid: "1688000000009999" });
  assert.equal((await simulator.call("automaticLogin", { uuid: stranger })).errcode, -6);
});

Deno.test("an instance without a scan is destroyed ten minutes after its last QR code", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  await simulator.advance(400_000);
  await simulator.call("getQrCode", { uuid });
  await simulator.advance(599_999);
  assert.equal((await simulator.call("GetRunClientByUuid", { uuid })).data.loginType, 1);
  await simulator.advance(1);
  assert.equal((await simulator.callback(100009)).vid, 0);
  const { data, errcode } = await simulator.call("GetRunClientByUuid", { uuid });
  assert.deepEqual([errcode, data.loginType, data.user_info], [0, 0, null]);
  const refused = { data: null, errcode: 500, errmsg: "实例未登录" };
  assert.deepEqual(await simulator.call("getQrCode", { uuid }), refused);
  assert.deepEqual(await simulator.call("automaticLogin", { uuid }), refused);
});

Deno.test("a login that is complete is never destroyed, and a scan that no one completes is after twice the time", async () => {
  await using simulator = openTestSimulator();
  const online = await simulator.online();
  const scanned = await simulator.init();
  await simulator.call("getQrCode", { uuid: scanned });
  await simulator.verb("scan", { uuid: scanned });
  await simulator.advance(600_000);
  assert.equal((await simulator.call("GetRunClientByUuid", { uuid: scanned })).data.loginType, 1);
  await simulator.advance(600_000);
  await simulator.callback(100009);
  assert.equal((await simulator.call("GetRunClientByUuid", { uuid: online })).data.loginType, 2);
});

Deno.test("LoginOut and CloseConnent end an instance as the vendor words it", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  assert.deepEqual(await simulator.call("LoginOut", { uuid }), {
    data: { code: 0, errMsg: "", obj: null, pbObj: null },
    errcode: 0,
    errmsg: "退出成功",
  });
  assert.equal((await simulator.call("LoginOut", { uuid })).errcode, 500);
  assert.equal((await simulator.call("automaticLogin", { uuid })).errcode, 0);
  await simulator.advance(300);
  const closed = await simulator.call("CloseConnent", { uuid });
  assert.deepEqual(closed, { data: null, errcode: 0, errmsg: "关闭成功" });
  assert.equal((await simulator.call("GetRunClientByUuid", { uuid })).data.loginType, 0);
});

Deno.test("a second instance of an account ends the first one, unless the settings keep both", async () => {
  await using simulator = openTestSimulator();
  const first = await simulator.online();
  const second = await simulator.online();
  const loginType = async (uuid: string) =>
    (await simulator.call("GetRunClientByUuid", { uuid })).data.loginType;
  assert.deepEqual([await loginType(first), await loginType(second)], [0, 2]);
  await simulator.verb("settings", { kicksOlder: false });
  const third = await simulator.online();
  assert.deepEqual([await loginType(second), await loginType(third)], [2, 2]);
});

Deno.test("the forms of uuid, callback address and unknown instance", async () => {
  await using simulator = openTestSimulator({ settings: { uuidFormat: "dashed" } });
  const uuid = await simulator.init();
  assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const set = (fields: object) => simulator.call("SetCallbackUrl", { uuid, ...fields });
  assert.equal((await set({})).errcode, -4);
  assert.equal((await set({ callbackUrl: "https://bridge.example/" })).errcode, -4);
  assert.equal((await set({ callbackType: "RABBITMQ", mqExchange: "a" })).errcode, 0);
  assert.equal((await simulator.call("init", { vid: "me" })).errcode, -4);
  assert.equal((await simulator.call("init")).errcode, 0);
  for (const body of [{}, { uuid: "unknown" }, { uuid: 5 }]) {
    const answer = await simulator.call("getQrCode", body);
    assert.deepEqual(answer, { data: null, errcode: 500, errmsg: "实例不存在" });
  }
});
