import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig, readConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { defaultApp, wecomApps, wecomConfig } from "packages/wecom_apps/config.ts";

const CORP = "ww0123456789abcdef";
const APP = { WECOM_CORP_ID: CORP, WECOM_AGENT_ID: "1000002", WECOM_SECRET: "the-app-secret" };
const file = await Deno.makeTempFile({ suffix: ".json" });
Deno.test.afterAll(() => Deno.remove(file));

const load = (env: Record<string, string>) =>
  loadConfig([processConfig, wecomConfig], {
    PORT: "3000",
    PUBLIC_URL: "https://wecom.example.com",
    ...env,
  });

function problemsOf(env: Record<string, string>): string[] {
  try {
    load(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
  }
  return [];
}

Deno.test("retired names stop the start, and the error names the replacement", () => {
  assert.deepEqual(problemsOf({ WECHAT_CORP_ID: "ww1", JWT_SECRET: "s3cret" }).sort(), [
    "JWT_SECRET is no longer read: use TOKEN_SIGNING_KEYS_FILE",
    "WECHAT_CORP_ID is no longer read: use WECOM_CORP_ID",
  ]);
});

Deno.test("scan login is off without its variables, and one of them requires all of them", () => {
  assert.equal(wecomApps(load({})).size, 0);
  assert.equal(wecomApps(load({ WECOM_CORP_ID: CORP })).size, 0);
  for (const name of ["WECOM_AGENT_ID", "WECOM_SECRET"] as const) {
    const missing = problemsOf({ [name]: APP[name] }).map((line) => line.split(" ")[0]);
    assert.deepEqual(missing, Object.keys(APP).filter((other) => other !== name));
  }
  assert.deepEqual(wecomApps(load(APP)).get("default"), {
    name: "default",
    corpId: CORP,
    agentId: "1000002",
    secret: "the-app-secret",
  });
});

Deno.test("an invalid value is not also reported as missing", () => {
  assert.deepEqual(problemsOf({ ...APP, WECOM_AGENT_ID: "my-app" }), [
    "WECOM_AGENT_ID must be digits such as 1000002",
  ]);
});

Deno.test("WECOM_REDIRECT_URI has a default under PUBLIC_URL", () => {
  const { WECOM_REDIRECT_URI } = load({});
  assert.equal(WECOM_REDIRECT_URI, "https://wecom.example.com/api/auth/wecom/callback");
});

Deno.test("WECOM_APPS_FILE adds apps to the one of the variables", async () => {
  const app = { name: "sales", corpId: CORP, agentId: "1000003", secret: "another-secret" };
  const encodingAesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  const bot = { name: "bot", kind: "aibot", corpId: CORP, token: "aToken", encodingAesKey };
  await Deno.writeTextFile(file, JSON.stringify([app, bot]));
  const apps = wecomApps(load({ ...APP, WECOM_APPS_FILE: file }));
  assert.deepEqual([...apps.keys()], ["default", "sales"]);
  assert.equal(apps.get("sales")?.agentId, "1000003");
  assert.equal(defaultApp(apps)?.name, "default");
  assert.equal(defaultApp(wecomApps(load({ WECOM_APPS_FILE: file })))?.name, "sales");
  assert.equal(defaultApp(wecomApps(load({}))), undefined);
});

Deno.test("an agentId in WECOM_APPS_FILE may be a JSON number, as WeCom's documents write it", async () => {
  const app = { name: "sales", corpId: CORP, agentId: 1000003, secret: "another-secret" };
  await Deno.writeTextFile(file, JSON.stringify([app]));
  assert.equal(wecomApps(load({ WECOM_APPS_FILE: file })).get("sales")?.agentId, "1000003");
});

Deno.test("an invalid WECOM_APPS_FILE is refused, and the error shows none of its content", async () => {
  const app = { name: "sales", corpId: CORP, agentId: "1000003", secret: "another-secret" };
  const refused: [content: string, sentence: RegExp][] = [
    ["another-secret", /must name a JSON file/],
    [JSON.stringify({ secret: "another-secret" }), /must name a JSON file that is a list/],
    [JSON.stringify([{ ...app, agentId: "sales" }]), /0\.agentId: agentId must be digits/],
    [JSON.stringify([{ ...app, agentId: 1.5 }]), /0\.agentId: agentId must be digits/],
    [JSON.stringify([{ ...app, corpId: undefined }]), /0\.corpId: is missing/],
    [`// apps\n${JSON.stringify([app])}`, /not valid JSON; comments, and a comma after/],
    [JSON.stringify([app]).replace("}]", "},]"), /not valid JSON; comments, and a comma after/],
    [JSON.stringify([{ ...app, name: "Sales!" }]), /0\.name: name must be lower-case/],
    [JSON.stringify([{ ...app, encodingAESKey: "another-secret" }]), /0: .*"encodingAESKey"/],
    [JSON.stringify([app, app]), /names must differ/],
    [JSON.stringify([{ ...app, name: "default" }]), /`default` is taken/],
  ];
  for (const [content, sentence] of refused) {
    await Deno.writeTextFile(file, content);
    const problems = problemsOf({ WECOM_APPS_FILE: file });
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, sentence);
    assert.doesNotMatch(problems[0]!, /another-secret/);
  }
  assert.match(problemsOf({ WECOM_APPS_FILE: "/missing.json" })[0]!, /not there/);
});

Deno.test("a corp id alone is a warning that names everything that is missing; complete groups have none", () => {
  const token = { WECOM_TOKEN: "aToken" };
  const warningsOf = (env: Record<string, string>) =>
    readConfig([processConfig, wecomConfig], env).warnings
      .map(({ variable, problem }) => `${variable} ${problem}`);
  const [warning, ...others] = warningsOf({ WECOM_CORP_ID: CORP });
  assert.match(warning!, /^WECOM_CORP_ID is not enough alone/);
  for (const name of ["AGENT_ID", "SECRET", "TOKEN", "ENCODING_AES_KEY"]) {
    assert.match(warning!, new RegExp(`WECOM_${name}`));
  }
  assert.deepEqual(others, []);
  assert.deepEqual(warningsOf(APP), []);
  assert.deepEqual(warningsOf({}), []);
  assert.deepEqual(readConfig([wecomConfig], token).warnings, []);
});
