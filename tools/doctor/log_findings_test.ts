import assert from "node:assert/strict";
import { diagnoseLog } from "tools/doctor/log_findings.ts";

Deno.test("refused callbacks in a log are reported once per reason; noise and broken lines are ignored", () => {
  const line = (fields: Record<string, unknown>) => JSON.stringify({ time: "T", ...fields });
  const findings = diagnoseLog([
    line({ event: "callback_refused", reason: "signature", app: "default" }),
    line({ event: "callback_refused", reason: "decrypt", app: "default" }),
    line({ event: "callback_refused", reason: "signature", app: "second" }),
    line({ event: "callback_refused", reason: "unknown_app" }),
    line({
      event: "login_attempt_failed",
      reason: "app_misconfigured",
      errcode: 60020,
      advice: "Add the address",
    }),
    line({ event: "start_failed", error: { message: "The schema does not fit" } }),
    "not JSON",
    "null",
  ]);
  assert.deepEqual(findings.map(({ id }) => id), [
    "log.callback_refused.decrypt",
    "log.callback_refused.signature",
    "log.login_failed.app_misconfigured",
    "log.start_failed",
  ]);
  assert.match(findings[1]!.found.en, /second.*token/);
  assert.match(findings[2]!.found.en, /60020/);
});

Deno.test("missing redirects and refused origins in a log are reported with the domain, and the variable to set", () => {
  const missing = { app: "default", redirect_host: "wecom.example.com" };
  const findings = diagnoseLog([
    JSON.stringify({ time: "T", event: "trusted_domain_differs", ...missing }),
    JSON.stringify({ time: "T", event: "login_redirects_missing", ...missing }),
    JSON.stringify({ time: "T", event: "origin_refused", origin: "https://shop.example.com" }),
  ]);
  assert.deepEqual(findings.map(({ id }) => id), ["log.redirect_missing", "log.origin_refused"]);
  const [redirect, origin] = findings.map((finding) =>
    "remedy" in finding ? finding.remedy.en : ""
  );
  assert.match(redirect!, /Enter wecom\.example\.com .*授权回调域/);
  assert.match(origin!, /FRONTEND_URL=https:\/\/shop\.example\.com/);
});
