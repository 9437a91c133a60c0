import assert from "node:assert/strict";
import { corpId, createTestSimulator, otherCorp, secret } from "simulators/wecom/test_simulator.ts";

Deno.test("gettoken returns the same token until it expires, then another", async () => {
  const { call, control } = createTestSimulator();
  const first = await call("gettoken", { corpid: corpId, corpsecret: secret });
  assert.deepEqual({ ...first, access_token: "" }, {
    errcode: 0,
    errmsg: "ok",
    access_token: "",
    expires_in: 7200,
  });
  await control("clock", { advanceMs: 7_199_000 });
  const again = await call("gettoken", { corpid: corpId, corpsecret: secret });
  assert.equal(again.access_token, first.access_token);
  await control("clock", { advanceMs: 1_000 });
  const later = await call("gettoken", { corpid: corpId, corpsecret: secret });
  assert.notEqual(later.access_token, first.access_token);
});

Deno.test("gettoken has an errcode for each missing or wrong parameter", async () => {
  const { call } = createTestSimulator();
  const errcode = async (query: Record<string, string>) => (await call("gettoken", query)).errcode;
  assert.equal(await errcode({ corpsecret: secret }), 41002);
  assert.equal(await errcode({ corpid: corpId }), 41004);
  assert.equal(await errcode({ corpid: "ww-unknown", corpsecret: secret }), 40013);
  assert.equal(await errcode({ corpid: corpId, corpsecret: "wrong" }), 40001);
  assert.equal(await errcode({ corpid: corpId, corpsecret: otherCorp.secret }), 40091);
});

Deno.test("an address that keeps sending wrong secrets is blocked for an hour, others are not", async () => {
  const { call, control } = createTestSimulator();
  const ask = async (corpsecret: string, ip: string) =>
    (await call("gettoken", { corpid: corpId, corpsecret }, { ip })).errcode;
  for (let attempt = 0; attempt < 20; attempt++) {
    assert.equal(await ask("wrong", "203.0.113.7"), 40001);
  }
  assert.equal(await ask(secret, "203.0.113.7"), 45009);
  assert.equal(await ask(secret, "203.0.113.8"), 0);
  await control("clock", { advanceMs: 3_600_000 });
  assert.equal(await ask(secret, "203.0.113.7"), 0);
});

Deno.test("business calls check the trusted addresses and name the caller, gettoken does not check them", async () => {
  const { call, control, token } = createTestSimulator();
  await control("corps", {
    corps: [{ id: corpId, agents: [{ id: 1000002, trustedIps: ["203.0.113.7"] }] }],
  });
  const query = { access_token: await token(), userid: "zhangsan" };
  const refused = await call("user/get", query, { ip: "198.51.100.4" });
  assert.equal(refused.errcode, 60020);
  assert.match(refused.errmsg, /^not allow to access from your ip, .*from ip: 198\.51\.100\.4,/);
  assert.equal((await call("user/get", query, { ip: "203.0.113.7" })).errcode, 0);
});

Deno.test("a disabled app gets no token, and its old token can only read that it is disabled", async () => {
  const { call, control, token } = createTestSimulator();
  const access_token = await token();
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, closed: true }] }] });
  const asked = await call("gettoken", { corpid: corpId, corpsecret: secret });
  assert.equal(asked.errcode, 40001);
  assert.equal((await call("user/get", { access_token, userid: "lisi" })).errcode, 50003);
  assert.equal((await call("agent/get", { access_token, agentid: "1000002" })).close, 1);
});

Deno.test("tokens can be expired, revoked and shortened", async () => {
  const { call, control, token } = createTestSimulator();
  const use = async (access_token: string) =>
    (await call("user/get", { access_token, userid: "lisi" })).errcode;
  const first = await token();
  assert.deepEqual(await control("tokens", { action: "expire", corpId, agentId: 1000002 }), {
    affected: 1,
  });
  assert.equal(await use(first), 42001);
  const second = await token();
  await control("tokens", { action: "revoke" });
  assert.equal(await use(second), 40014);
  await control("settings", { tokenLifetimeSeconds: 30 });
  const third = await token();
  assert.equal(await use(third), 0);
  await control("clock", { advanceMs: 30_000 });
  assert.equal(await use(third), 42001);
});

Deno.test("a new secret ends the tokens of the old one", async () => {
  const { call, control, token } = createTestSimulator();
  const access_token = await token();
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, secret: "new" }] }] });
  assert.equal((await call("user/get", { access_token, userid: "lisi" })).errcode, 40014);
  assert.equal((await call("gettoken", { corpid: corpId, corpsecret: secret })).errcode, 40001);
  assert.equal((await call("gettoken", { corpid: corpId, corpsecret: "new" })).errcode, 0);
});
