import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";
import { checkTrustedDomain } from "services/callback/login/check_trusted_domain.ts";

const app = {
  name: "default",
  corpId: "ww0123456789abcdef",
  agentId: "1000002",
  secret: "the-app-secret",
};

/** Runs the check with WeCom's `answer`. Returns the log lines and the number of calls to WeCom. */
async function check(redirectUri: string, answer: object) {
  await using wecom = startFakeWecom({ "agent/get": () => answer });
  const lines: Record<string, unknown>[] = [];
  const client = createWecomClient({
    ...app,
    fetch,
    clock: createFakeClock(),
    baseUrl: wecom.baseUrl,
    tokens: { token: () => Promise.resolve("token"), invalidate: () => {} },
  });
  const log = createLogger({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) });
  await checkTrustedDomain({ app, client }, redirectUri, log, AbortSignal.timeout(5_000));
  return { lines, asked: wecom.count("agent/get") };
}

const trusting = (redirect_domain: string) => ({
  errcode: 0,
  errmsg: "ok",
  agentid: 1000002,
  name: "app",
  close: 0,
  redirect_domain,
  report_location_flag: 0,
  isreportenter: 0,
});
const OURS = "https://wecom.example.com/api/auth/wecom/callback";

Deno.test("a trusted domain that differs from the redirect's host is logged once, with both names", async () => {
  for (const domain of ["crm.example.com", "wecom.example.com:8443"]) {
    const { lines } = await check(OURS, trusting(domain));
    assert.equal(lines.length, 1);
    const { event, level, app, redirect_host, trusted_domain, advice } = lines[0]!;
    assert.deepEqual([event, level, app, redirect_host, trusted_domain], [
      "trusted_domain_differs",
      "warn",
      "default",
      "wecom.example.com",
      domain,
    ]);
    assert.match(String(advice), /console.*网页授权及 JS-SDK/);
  }
});

Deno.test("no warning when the domains are equal, when WeCom returns none, or when the call fails", async () => {
  for (const domain of ["wecom.example.com", "WeCom.example.com:443", ""]) {
    const { lines, asked } = await check(OURS, trusting(domain));
    assert.deepEqual([lines, asked], [[], 1]);
  }
  const refused = await check(OURS, { errcode: 60020, errmsg: "not allow to access from your ip" });
  assert.deepEqual(refused.lines, []);
});

Deno.test("WeCom is not called for a loopback redirect, which only the simulator uses", async () => {
  const { lines, asked } = await check("http://127.0.0.1:3000/cb", trusting("crm.example.com"));
  assert.deepEqual([lines, asked], [[], 0]);
});
