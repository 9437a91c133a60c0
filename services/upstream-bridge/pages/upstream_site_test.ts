import assert from "node:assert/strict";
import { describeUpstreamSite } from "services/upstream-bridge/pages/upstream_site.ts";

function site(given: { BASE_URL?: string; CALLBACK_URL?: string }, callbackUrl?: string) {
  const config = { PUBLIC_URL: "http://127.0.0.1:3000", MONITOR_INTERVAL_MS: 45_000, ...given };
  return describeUpstreamSite({ config, callbackUrl });
}

Deno.test("without an upstream there is none, and nothing is simulated", () => {
  const { isConfigured, simulatedPhone } = site({});
  assert.deepEqual([isConfigured, simulatedPhone], [false, undefined]);
});

Deno.test("the simulated phone is linked, with the host name that pages of simulators have", () => {
  const phoneOf = (BASE_URL: string) => site({ BASE_URL }).simulatedPhone;
  assert.equal(
    phoneOf("http://127.0.0.1:3000/sim/upstream"),
    "http://localhost:3000/sim/upstream/",
  );
  assert.equal(phoneOf("http://localhost:3013"), "http://localhost:3013/");
  // A tunnel to a real upstream.
  assert.equal(phoneOf("http://127.0.0.1:9952"), undefined);
  assert.equal(phoneOf("https://upstream.example.com/sim/upstream"), undefined);
});

Deno.test("callbacks that are switched off differ from an address that the upstream cannot reach", () => {
  const BASE_URL = "https://upstream.example.com";
  assert.equal(site({ BASE_URL }, "https://wecom.example.com/callback/wxwork").callbacks, "on");
  assert.equal(site({ BASE_URL, CALLBACK_URL: "off" }).callbacks, "off");
  assert.equal(site({ BASE_URL }).callbacks, "unreachable");
});
