import assert from "node:assert/strict";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

Deno.test("agent/get describes the app: name, scope, trusted domain, open or closed", async () => {
  const { call, control, token } = createTestSimulator();
  await control("corps", {
    corps: [{ id: corpId, agents: [{ id: 1000002, trustedDomains: ["login.example.com"] }] }],
  });
  const agent = await call("agent/get", { access_token: await token(), agentid: "1000002" });
  assert.equal(agent.errcode, 0);
  assert.equal(agent.name, "扫码登录");
  assert.equal(agent.close, 0);
  assert.equal(agent.redirect_domain, "login.example.com");
  assert.deepEqual(agent.allow_partys, { partyid: [2, 3] });
});

Deno.test("agent/get refuses an agentid that is missing, unknown or another app's", async () => {
  const { call, control, token } = createTestSimulator();
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000003 }] }] });
  const access_token = await token();
  assert.equal((await call("agent/get", { access_token })).errcode, 41011);
  assert.equal((await call("agent/get", { access_token, agentid: "7" })).errcode, 40056);
  assert.equal((await call("agent/get", { access_token, agentid: "x" })).errcode, 40056);
  assert.equal((await call("agent/get", { access_token, agentid: "1000003" })).errcode, 301002);
});
