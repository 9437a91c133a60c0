import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig, readConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { callbackConfig } from "services/callback/config.ts";
import {
  createCallbackApps,
  defaultCallbackApp,
  findUnusualKeys,
} from "services/callback/receiving/callback_apps.ts";

const CORP = "ww0123456789abcdef";
const KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const KEYS = { WECOM_CORP_ID: CORP, WECOM_TOKEN: "aToken", WECOM_ENCODING_AES_KEY: KEY };
const PAIR = { token: "aToken", encodingAesKey: KEY };
const file = await Deno.makeTempFile({ suffix: ".json" });
Deno.test.afterAll(() => Deno.remove(file));

const load = (env: Record<string, string>) =>
  loadConfig([processConfig, wecomConfig, callbackConfig], {
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

async function withFile(apps: unknown, env: Record<string, string> = {}) {
  await Deno.writeTextFile(file, JSON.stringify(apps));
  return { ...env, WECOM_APPS_FILE: file };
}

Deno.test("receiving is off without its variables, and one of them requires the others", () => {
  assert.equal(createCallbackApps(load({ WECOM_CORP_ID: CORP })).size, 0);
  for (const name of ["WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"] as const) {
    const missing = problemsOf({ [name]: KEYS[name] }).map((line) => line.split(" ")[0]);
    assert.deepEqual(missing, [
      name === "WECOM_TOKEN" ? "WECOM_ENCODING_AES_KEY" : "WECOM_TOKEN",
      "WECOM_CORP_ID",
    ]);
  }
  assert.match(problemsOf({ ...KEYS, WECOM_TOKEN_PREVIOUS: "before" })[0]!, /_KEY_PREVIOUS is mis/);
  const previous = { WECOM_TOKEN_PREVIOUS: "before", WECOM_ENCODING_AES_KEY_PREVIOUS: KEY };
  assert.deepEqual(problemsOf(previous).map((line) => line.split(" ")[0]), [
    "WECOM_TOKEN",
    "WECOM_ENCODING_AES_KEY",
    "WECOM_CORP_ID",
  ]);
  const app = createCallbackApps(load(KEYS)).get("default");
  assert.deepEqual([app?.receiveIds, app?.keys.length], [[CORP], 1]);
});

Deno.test("an EncodingAESKey in a wrong form is refused, and the error does not show it", () => {
  for (const key of [KEY.slice(1), `${KEY}a`, `${KEY.slice(1)}!`, "短"]) {
    const [problem] = problemsOf({ ...KEYS, WECOM_ENCODING_AES_KEY: key });
    assert.match(problem!, /must be the 43 letters and digits that the WeCom console shows/);
    assert.ok(!problem!.includes(key));
  }
});

Deno.test("a blank token is a configuration error", () => {
  assert.match(problemsOf({ ...KEYS, WECOM_TOKEN: " " })[0]!, /WECOM_TOKEN must not be blank/);
});

Deno.test("a key that WeCom's console does not generate is accepted and reported as unusual", () => {
  assert.deepEqual(findUnusualKeys(load(KEYS)), []);
  assert.deepEqual(findUnusualKeys(load({ ...KEYS, WECOM_TOKEN: "a_token" })), ["default"]);
  const key = `+/${KEY.slice(2)}`;
  assert.deepEqual(findUnusualKeys(load({ ...KEYS, WECOM_ENCODING_AES_KEY: key })), ["default"]);
});

Deno.test("apps, AI bots and the contact assistant of WECOM_APPS_FILE receive under their names", async () => {
  const sales = { name: "sales", corpId: CORP, agentId: "1000003", secret: "s" };
  const apps = [
    { name: "silent", corpId: CORP, agentId: "1000004", secret: "s" },
    { ...sales, ...PAIR, previousToken: "before", previousEncodingAesKey: KEY },
    { name: "bot", kind: "aibot", corpId: CORP, ...PAIR },
    { name: "contacts", corpId: CORP, ...PAIR },
  ];
  const callbackApps = createCallbackApps(load(await withFile(apps)));
  assert.deepEqual([...callbackApps.keys()], ["sales", "bot", "contacts"]);
  assert.deepEqual(callbackApps.get("bot")?.receiveIds, [""]);
  assert.deepEqual([...callbackApps.values()].map(({ keys }) => keys.length), [2, 1, 1]);
  assert.equal(defaultCallbackApp(callbackApps)?.name, "sales");
  assert.equal(
    defaultCallbackApp(createCallbackApps(load(await withFile(apps, KEYS))))?.name,
    "default",
  );
});

Deno.test("an incomplete entry of WECOM_APPS_FILE is refused with its position, without its secrets", async () => {
  const app = { name: "sales", corpId: CORP, agentId: "1000003", secret: "the-secret" };
  const refused: [object, RegExp][] = [
    [{ ...app, token: "the-secret" }, /0\.encodingAesKey: is missing/],
    [{ ...app, ...PAIR, previousToken: "the-secret" }, /0\.previousEncodingAesKey: is missing/],
    [{ ...app, secret: undefined }, /0\.secret: is missing/],
    [{ name: "sales", corpId: CORP }, /0: needs agentId and secret/],
    [{ name: "bot", kind: "aibot", corpId: CORP, token: "the-secret" }, /0\.encodingAesKey: /],
    [{ ...app, ...PAIR, encodingAesKey: "the-secret" }, /0\.encodingAesKey: must be the 43/],
  ];
  for (const [entry, sentence] of refused) {
    const [problem] = problemsOf(await withFile([entry]));
    assert.match(problem!, sentence);
    assert.doesNotMatch(problem!, /the-secret/);
  }
});

Deno.test("a folder of verification files that cannot be read is refused", () => {
  assert.match(problemsOf({ VERIFY_FILES_DIR: "/nowhere" })[0]!, /must name a folder/);
});

Deno.test("a folder without a verification file, or with one under a changed name, is a warning", async () => {
  const folder = await Deno.makeTempDir();
  const warningsOf = () => {
    const env = { VERIFY_FILES_DIR: folder };
    return readConfig([callbackConfig], env).warnings.map(({ problem }) => problem).join();
  };
  try {
    assert.match(warningsOf(), /without any verification file/);
    await Deno.writeTextFile(`${folder}/WW_verify_abc (1).txt`, "abc");
    assert.match(warningsOf(), /not served, WW_verify_abc \(1\)\.txt: rename it/);
    await Deno.rename(`${folder}/WW_verify_abc (1).txt`, `${folder}/WW_verify_abc.txt`);
    assert.equal(warningsOf(), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
