import assert from "node:assert/strict";
import { COMPONENTS, deployedPages, deployedParts } from "packages/catalog/catalog.ts";
import { deploymentConfig } from "packages/catalog/deployment_config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";

const load = (env: Record<string, string>) => loadConfig([deploymentConfig], env);

Deno.test("without COMPONENTS, or with all, every service is deployed", () => {
  assert.deepEqual(load({}).COMPONENTS, COMPONENTS);
  assert.deepEqual(load({ COMPONENTS: "all" }).COMPONENTS, COMPONENTS);
  assert.deepEqual(load({ COMPONENTS: "callback, auth" }).COMPONENTS, ["callback", "auth"]);
});

Deno.test("an unknown service, an empty list and an unreadable file of tokens are refused", () => {
  const refused = [
    ["COMPONENTS", "auth,mail", /must be all, or some of auth, /],
    ["COMPONENTS", ",", /at least one service/],
    ["API_TOKENS_FILE", "/missing/api-tokens.json", /not there: check the path/],
  ] as const;
  for (const [name, value, sentence] of refused) {
    assert.throws(() => load({ [name]: value }), sentence);
  }
});

Deno.test("only the parts and pages of deployed services are linked", () => {
  const paths = (services: Parameters<typeof deployedParts>[0]) =>
    deployedParts(services).map(({ path }) => path);
  assert.deepEqual(paths(["auth"]), ["/console/audit"]);
  assert.deepEqual(
    paths(["callback", "auth"]).toSorted(),
    ["/console/audit", "/console/inbox", "/console/inbox/dead-letters", "/console/webhooks"],
  );
  assert.ok(deployedPages(["ai-reply"]).includes("/sidebar/*"));
  assert.ok(!deployedPages(["auth", "callback"]).includes("/sidebar"));
});

Deno.test("the machines of API_TOKENS_FILE are read; an error about the file does not contain its hashes", () => {
  const file = Deno.makeTempFileSync();
  try {
    const machine = { name: "crm", sha256: "ab".repeat(32), scopes: ["ai.suggest"] };
    Deno.writeTextFileSync(file, JSON.stringify([machine]));
    assert.deepEqual(load({ API_TOKENS_FILE: file }).API_TOKENS_FILE, [machine]);
    Deno.writeTextFileSync(file, JSON.stringify([{ ...machine, sha256: "ab".repeat(31) }]));
    assert.throws(() => load({ API_TOKENS_FILE: file }), (error) => {
      assert.match(String(error), /API_TOKENS_FILE: .*entry 1: sha256 must be 64/);
      assert.doesNotMatch(String(error), /abab/);
      return true;
    });
  } finally {
    Deno.removeSync(file);
  }
});
