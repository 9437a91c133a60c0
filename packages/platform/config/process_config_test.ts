import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";

const load = (env: Record<string, string>) =>
  loadConfig([processConfig], { PORT: "3000", PUBLIC_URL: "https://wecom.example.com", ...env });

Deno.test("addresses default from PUBLIC_URL, without a trailing slash", () => {
  const config = load({ PUBLIC_URL: "https://wecom.example.com/" });
  assert.equal(config.PUBLIC_URL, "https://wecom.example.com");
  assert.equal(config.FRONTEND_URL, "https://wecom.example.com");
  assert.equal(config.AUTH_JWKS_URL, "https://wecom.example.com/.well-known/jwks.json");
  assert.equal(config.HOST, "127.0.0.1");
});

Deno.test("what cannot work is refused with a sentence", () => {
  const refused: [name: string, value: string, sentence: RegExp][] = [
    ["PORT", "0", /between 1 and 65535/],
    ["PORT", "65536", /between 1 and 65535/],
    ["PORT", "http", /must be a port/],
    ["PUBLIC_URL", "wecom.example.com", /http or https URL/],
    ["PUBLIC_URL", "ftp://wecom.example.com", /http or https URL/],
    ["PUBLIC_URL", "https://user:pass@wecom.example.com", /http or https URL/],
    ["PUBLIC_URL", "https://wecom.example.com/?a=1", /http or https URL/],
    ["TRUSTED_PROXY_HOPS", "-1", /whole number/],
    ["RATE_LIMIT_FACTOR", "0", /above 0/],
    ["RATE_LIMIT_FACTOR", "many", /number such as 5/],
    ["LOG_LEVEL", "loud", /one of debug, info, warn, error/],
    ["TZ_DISPLAY", "Mars/Olympus", /IANA time zone/],
    ["COMPONENTS", "auth,mail", /must be some of auth, callback, ai-reply/],
    ["COMPONENTS", ",", /at least one service/],
    ["API_TOKENS_FILE", "/nowhere/api-tokens.json", /cannot be read: check path/],
  ];
  for (const [name, value, sentence] of refused) {
    assert.throws(() => load({ [name]: value }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems.map(({ variable }) => variable), [name], `${name}=${value}`);
      assert.match(error.problems[0]!.problem, sentence);
      return true;
    });
  }
});

Deno.test("without PUBLIC_URL it alone is asked for", () => {
  assert.throws(
    () => loadConfig([processConfig], { PORT: "3000" }),
    (error) => error instanceof ConfigError && error.message === "PUBLIC_URL: is missing",
  );
});

Deno.test("the machines of API_TOKENS_FILE are read; a file that does not fit is a problem without its hashes", () => {
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
