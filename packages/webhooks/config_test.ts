import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { webhookConfig, webhookSecretConfig } from "packages/webhooks/config.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const URL = "https://crm.example.com/events/";

const load = (env: Record<string, string>) => loadConfig([webhookConfig, webhookSecretConfig], env);

function problemsOf(env: Record<string, string>): readonly ConfigProblem[] {
  try {
    load(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

Deno.test("the address may be http, private and have a query; a slash at its end stays", () => {
  for (const url of [URL, "http://10.0.0.7:8080/in?source=wecom", "http://crm.internal"]) {
    assert.equal(load({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET }).WEBHOOK_URL, url);
  }
});

Deno.test("an address with credentials, a fragment or another protocol is refused", () => {
  const refused = [
    "https://user:pass@crm.example.com/",
    "https://user@crm.example.com/",
    "https://crm.example.com/#in",
    "ftp://crm.example.com/",
    "crm.example.com",
  ];
  for (const url of refused) {
    const [problem, ...others] = problemsOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET });
    assert.match(problem!.problem, /must be an http or https URL without user name, password/);
    assert.deepEqual(others, [], url);
  }
});

Deno.test("a secret that is not as the specification has it is refused, with the command that makes one", () => {
  const refused = [
    "a-plain-text-of-more-than-24-letters",
    SECRET.slice("whsec_".length),
    "whsec_c2hvcnQ=",
    `whsec_${Buffer.alloc(65).toString("base64")}`,
    SECRET.slice(0, -1),
  ];
  for (const secret of refused) {
    const [problem] = problemsOf({ WEBHOOK_URL: URL, WEBHOOK_SECRET: secret });
    assert.match(problem?.problem ?? "", /openssl rand -base64 32/, secret);
    assert.ok(!problem!.problem.includes(secret));
  }
});

Deno.test("an incomplete group names what is missing, with an example", () => {
  const cases = [
    [{ WEBHOOK_URL: URL }, ["WEBHOOK_SECRET"]],
    [{ WEBHOOK_SECRET: SECRET }, ["WEBHOOK_URL"]],
    [{ WEBHOOK_SECRET_PREVIOUS: SECRET }, ["WEBHOOK_URL", "WEBHOOK_SECRET"]],
    [{ WEBHOOK_URL: URL, WEBHOOK_SECRET_PREVIOUS: SECRET }, ["WEBHOOK_SECRET"]],
    [{}, []],
  ] as const;
  for (const [env, missing] of cases) {
    const problems = problemsOf(env);
    assert.deepEqual(problems.map(({ variable }) => variable), missing);
    for (const { problem, example } of problems) {
      assert.match(problem, /is missing: webhooks need/);
      assert.ok(example);
    }
  }
});

Deno.test("a service that only sends needs no secret", () => {
  assert.equal(loadConfig([webhookConfig], { WEBHOOK_URL: URL }).WEBHOOK_URL, URL);
});
