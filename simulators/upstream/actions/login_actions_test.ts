import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

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
  const { data: qr } = await call("getQrCode", { uuid });
  assert.match(qr.Key, /^[0-9A-F]{32}$/);
  assert.equal(qr.Ttl, 600);
  await verb("scan", { uuid });
  assert.equal((await callback(100001)).Qrcode_key, qr.Key);
  const { code, stage } = await verb("confirm", { uuid });
  assert.equal(stage, "code");
  assert.equal((await callback(100002)).Vid, 1688000000000017);
  assert.equal((await callback(100004)).Nick_name, "测试号");
  const check = { uuid, qrcodeKey: qr.Key, code };
  const wrong = await call("CheckCode", { ...check, code: code === "000000" ? "1" : "000000" });
  assert.equal(wrong.errcode, -1);
  assert.equal(wrong.errorcode, -1);
  assert.deepEqual(await call("CheckCode", check), {
    data: null,
    errcode: 0,
    errorcode: 0,
    errmsg: "ok",
  });
  assert.equal((await call("GetRunClientByUuid", { uuid })).data.loginType, 1);
  await simulator.advance(300);
  const success = await callback(104001);
  assert.equal(success.user_id, 1688000000000017);
  assert.deepEqual([success.Vid, success.Corpid, success.Corp_name], [0, 0, ""]);
  assert.equal((await call("GetRunClientByUuid", { uuid })).data.loginType, 2);
});
