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

Deno.test("an invalid value is refused, and the error names the valid values", () => {
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
    ["SHUTDOWN_DELAY_SECONDS", "301", /at most 300/],
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

Deno.test("without PUBLIC_URL the error names only PUBLIC_URL", () => {
  assert.throws(
    () => loadConfig([processConfig], { PORT: "3000" }),
    (error) => error instanceof ConfigError && error.message === "PUBLIC_URL: is missing",
  );
});

Deno.test("an address is read as browsers send it: host in lower case, no usual port", () => {
  for (
    const [given, read] of [
      ["https://WeCom.Example.com", "https://wecom.example.com"],
      ["https://wecom.example.com:443/", "https://wecom.example.com"],
      ["HTTP://127.0.0.1:80", "http://127.0.0.1"],
      ["https://企业.example.com", "https://xn--vhquv.example.com"],
    ] as const
  ) {
    assert.equal(load({ PUBLIC_URL: given }).PUBLIC_URL, read);
    assert.equal(load({ FRONTEND_URL: given }).FRONTEND_URL, read);
  }
});

Deno.test("a value with ${NAME} is refused, because nothing replaces it", () => {
  assert.throws(
    () => load({ PUBLIC_URL: "https://${DOMAIN}" }),
    (error) => error instanceof ConfigError && /not replaced/.test(error.message),
  );
});
