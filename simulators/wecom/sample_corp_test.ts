import assert from "node:assert/strict";
import { createSampleCorps } from "simulators/wecom/sample_corp.ts";

Deno.test("the sample corps take over the configured apps", () => {
  const corps = createSampleCorps([
    { corpId: "ww-own", agentId: 1000007, secret: "one" },
    { corpId: "ww-own", agentId: 1000008, secret: "two" },
    { corpId: "ww-other", agentId: 1000007, secret: "three" },
  ]);
  assert.deepEqual(
    corps.map(({ id, agents }) => [id, agents.map((agent) => `${agent.id} ${agent.secret}`)]),
    [
      ["ww-own", ["1000007 one", "1000008 two"]],
      ["ww-other", ["1000007 three"]],
      ["ww00000000000000b2", ["1000002 simulated-agent-secret-00000000000000000b2"]],
    ],
  );
  assert.ok(corps[0]?.members.some(({ userid }) => userid === "zhangsan"));
});

Deno.test("the sample corps take over the configured keys and bots, and have fake ones for the rest", () => {
  const callback = { url: "http://127.0.0.1:4000/own", token: "t", encodingAesKey: "k".repeat(43) };
  const [corp] = createSampleCorps(
    [{ corpId: "ww-own", agentId: 7, secret: "one", callback }],
    [{ corpId: "ww-own", callback: { ...callback, token: "b" } }],
  );
  assert.deepEqual(corp?.agents[0]?.callback, callback);
  assert.deepEqual(corp?.bots.map(({ id, callback: { token } }) => [id, token]), [
    ["aib-demo-1", "b"],
  ]);
  assert.deepEqual(corp?.kfAccounts.map(({ id, agentId }) => [id, agentId]), [["wk-demo-1", 7]]);
  const [standard] = createSampleCorps();
  assert.match(standard?.agents[0]?.callback.encodingAesKey ?? "", /^Simulated[A-Za-z0-9]{34}$/);
  assert.equal(standard?.bots[0]?.callback.url, "http://127.0.0.1:3000/api/v1/wecom/callback/bot");
});
