import assert from "node:assert/strict";
import type { Agent } from "packages/wecom/client/values.ts";
import { diagnoseAgent } from "tools/doctor/checks/agent.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
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

Deno.test("a correct app has four findings without a problem", async () => {
  assert.deepEqual(await diagnose({}), [
    "ok enabled",
    "ok scope",
    "ok trusted_domain",
    "ok home_page",
  ]);
});

Deno.test("each problem of an app is a finding of its own", async () => {
  const { redirectDomain: _, homeUrl: __, ...bare } = AGENT;
  assert.ok((await diagnose({ isClosed: true })).includes("fail enabled"));
  assert.ok((await diagnose({ allowedUserIds: [] })).includes("fail scope"));
  assert.ok((await diagnose({ redirectDomain: "example.com" })).includes("fail trusted_domain"));
  assert.ok(
    (await diagnose({ redirectDomain: "wecom.example.com:8443" })).includes("fail trusted_domain"),
  );
  assert.ok((await diagnose({ homeUrl: "https://old.example.com" })).includes("warn home_page"));
  assert.deepEqual((await diagnose({}, bare)).slice(2), [
    "fail trusted_domain",
    "skip login_domain",
    "warn home_page",
  ]);
});

Deno.test("upper case and the default port of a trusted domain do not matter", async () => {
  assert.ok(
    (await diagnose({ redirectDomain: "WeCom.example.com:443" })).includes("ok trusted_domain"),
  );
});

async function diagnose(changes: Partial<Agent>, agent: Agent = AGENT): Promise<string[]> {
  const deployment = await loadDeployment({
    PUBLIC_URL: "https://wecom.example.com",
    SIMULATORS: "off",
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_AGENT_ID: "1000002",
    WECOM_SECRET: "a-secret",
    TOKEN_SIGNING_KEYS_FILE: "unused",
  }, {});
  const findings = diagnoseAgent(
    deployment.apps[0] as CallingApp,
    { ...agent, ...changes },
    deployment,
  );
  return findings.map(({ id, level }) => `${level} ${id.split(".").at(-1)}`);
}
