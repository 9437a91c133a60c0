import assert from "node:assert/strict";
import { createCast } from "simulators/wecom/cast.ts";

Deno.test("the cast takes over the apps a process is configured with", () => {
  const corps = createCast([
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
