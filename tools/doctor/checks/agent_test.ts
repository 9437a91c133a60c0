import assert from "node:assert/strict";
import type { Agent } from "packages/wecom/client/values.ts";
import { judgeAgent } from "tools/doctor/checks/agent.ts";
import { createExamined } from "tools/doctor/examined.ts";
import type { CallingApp } from "tools/doctor/settings.ts";

const AGENT: Agent = {
  agentId: "1000002",
  name: "App",
  allowedUserIds: ["lisi"],
  allowedDepartments: [],
  allowedTags: [],
  isClosed: false,
  redirectDomain: "wecom.example.com",
  homeUrl: "https://wecom.example.com/login",
};

Deno.test("an app that is as it should be has four good findings", async () => {
  assert.deepEqual(await judge({}), [
    "ok enabled",
    "ok scope",
    "ok trusted_domain",
    "ok home_page",
  ]);
});

Deno.test("each thing that is wrong with an app is named by itself", async () => {
  const { redirectDomain: _, homeUrl: __, ...bare } = AGENT;
  assert.ok((await judge({ isClosed: true })).includes("fail enabled"));
  assert.ok((await judge({ allowedUserIds: [] })).includes("fail scope"));
  assert.ok((await judge({ redirectDomain: "example.com" })).includes("fail trusted_domain"));
  assert.ok(
    (await judge({ redirectDomain: "wecom.example.com:8443" })).includes("fail trusted_domain"),
  );
  assert.ok((await judge({ homeUrl: "https://old.example.com" })).includes("warn home_page"));
  assert.deepEqual((await judge({}, bare)).slice(2), ["fail trusted_domain", "warn home_page"]);
});

Deno.test("a trusted domain counts as URLs spell it", async () => {
  assert.ok(
    (await judge({ redirectDomain: "WeCom.example.com:443" })).includes("ok trusted_domain"),
  );
});

async function judge(changes: Partial<Agent>, agent: Agent = AGENT): Promise<string[]> {
  const examined = await createExamined({
    PUBLIC_URL: "https://wecom.example.com",
    SIMULATORS: "off",
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_AGENT_ID: "1000002",
    WECOM_SECRET: "a-secret",
    TOKEN_SIGNING_KEYS_FILE: "unused",
  }, {});
  const findings = judgeAgent(examined.apps[0] as CallingApp, { ...agent, ...changes }, examined);
  return findings.map(({ id, level }) => `${level} ${id.split(".").at(-1)}`);
}
