import assert from "node:assert/strict";
import {
  authorizeUrl,
  corpId,
  createTestSimulator,
  otherCorp,
} from "simulators/wecom/test_simulator.ts";

Deno.test("a code returns the userid once", async () => {
  const { call, code, token } = createTestSimulator();
  const query = { access_token: await token(), code: await code("ZhangSan") };
  assert.deepEqual(await call("auth/getuserinfo", query), {
    errcode: 0,
    errmsg: "ok",
    userid: "zhangsan",
  });
  assert.equal((await call("auth/getuserinfo", query)).errcode, 40029);
});

Deno.test("an unused code expires after five minutes", async () => {
  const { call, code, control, token } = createTestSimulator();
  const access_token = await token();
  const early = await code("lisi");
  const late = await code("lisi");
  await control("clock", { advanceMs: 299_999 });
  assert.equal((await call("auth/getuserinfo", { access_token, code: early })).errcode, 0);
  await control("clock", { advanceMs: 1 });
  assert.equal((await call("auth/getuserinfo", { access_token, code: late })).errcode, 40029);
});

Deno.test("the token of another app cannot use a code, and the code stays valid", async () => {
  const { call, code, token } = createTestSimulator();
  const issued = await code("lisi");
  const foreign = { access_token: await token(otherCorp), code: issued };
  assert.equal((await call("auth/getuserinfo", foreign)).errcode, 40029);
  const own = { access_token: await token(), code: issued };
  assert.equal((await call("auth/getuserinfo", own)).userid, "lisi");
});

Deno.test("a code sent to a domain that the app does not trust answers 50001", async () => {
  const { call, code, control, token } = createTestSimulator();
  const issued = await code("lisi");
  const trust = (trustedDomains: string[]) =>
    control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, trustedDomains }] }] });
  const query = { access_token: await token(), code: issued };
  await trust(["127.0.0.1:3001"]);
  assert.equal((await call("auth/getuserinfo", query)).errcode, 50001);
  await trust(["127.0.0.1:3000"]);
  assert.equal((await call("auth/getuserinfo", query)).errcode, 0);
});

Deno.test("missing and unknown codes have different errcodes", async () => {
  const { call, token } = createTestSimulator();
  const access_token = await token();
  assert.equal((await call("auth/getuserinfo", { access_token })).errcode, 41008);
  assert.equal((await call("auth/getuserinfo", { access_token, code: "x" })).errcode, 40029);
});

Deno.test("a person who is not a member has an openid, and a customer also an external_userid", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const outsider = await call("auth/getuserinfo", { access_token, code: await code("outsider") });
  assert.deepEqual(Object.keys(outsider), ["errcode", "errmsg", "openid"]);
  const customer = await call("auth/getuserinfo", { access_token, code: await code("customer") });
  assert.deepEqual(Object.keys(customer), ["errcode", "errmsg", "openid", "external_userid"]);
  assert.equal(customer.external_userid, "wm-demo-1");
});

Deno.test("a member outside the visible scope has a userid but no directory entry", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const info = await call("auth/getuserinfo", {
    access_token,
    code: await code("qianba", authorizeUrl()),
  });
  assert.deepEqual(info, { errcode: 0, errmsg: "ok", userid: "qianba" });
  assert.equal((await call("user/get", { access_token, userid: "qianba" })).errcode, 60111);
});

Deno.test("user/getuserinfo, the older form, answers with the names UserId and OpenId", async () => {
  const { call, code, token } = createTestSimulator();
  const access_token = await token();
  const ask = async (user: string) =>
    await call("user/getuserinfo", { access_token, code: await code(user) });
  const ok = { errcode: 0, errmsg: "ok" };
  assert.deepEqual(await ask("lisi"), { ...ok, UserId: "lisi", DeviceId: "" });
  const customer = await ask("customer");
  assert.equal(typeof customer.OpenId, "string");
  assert.deepEqual([customer.UserId, customer.external_userid], [undefined, "wm-demo-1"]);
  assert.equal((await call("user/getuserinfo", { access_token, code: "x" })).errcode, 40029);
  assert.equal((await call("user/getuserinfo", { access_token })).errcode, 41008);
});
