import assert from "node:assert/strict";
import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { checkReachability } from "tools/doctor/checks/reachability.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";

/** The finding for services on a laptop; they answer as our callback does to a request without a signature. */
async function look(changes: Environment) {
  const deployment = await loadDeployment({
    ...SIMULATED_WECOM,
    SIMULATORS: "off",
    TOKEN_SIGNING_KEYS_FILE: "unused",
    PUBLIC_URL: "http://127.0.0.1:8080",
    ...changes,
  }, {});
  const fetch = () => Promise.resolve(new Response("refused", { status: 403 }));
  const [finding] = [await checkReachability({ ...deployment, fetch })].flat();
  return finding!;
}

Deno.test("services on a laptop with a simulated WeCom need no public address", async () => {
  const finding = await look({ WECOM_API_URL: "http://127.0.0.1:3011" });
  assert.equal(finding.level, "skip");
  assert.match(finding.found.en, /cannot reach this machine[^]*docs\/callback-on-a-laptop\.md/);
});

Deno.test("with the real WeCom an address of this machine is a failure for receiving messages, and a warning for sign-in only", async () => {
  const receiving = await look({});
  const signingIn = await look({ WECOM_TOKEN: "", WECOM_ENCODING_AES_KEY: "" });
  assert.deepEqual([receiving.level, signingIn.level], ["fail", "warn"]);
  for (const finding of [receiving, signingIn]) {
    assert.ok("remedy" in finding);
    assert.match(finding.remedy.en, /tunnel[^]*docs\/callback-on-a-laptop\.md/);
  }
});
