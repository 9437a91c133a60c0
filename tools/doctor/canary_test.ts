import assert from "node:assert/strict";
import { freePort } from "packages/testkit/free_port.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
import { runDoctor } from "tools/doctor/testing/run_doctor.ts";

Deno.test("the report contains no secret, as text or as JSON, from any source", async () => {
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-canary-" });
  try {
    const { env, canaries, logFile } = await plant(folder);
    assert.ok(canaries.length > 25);
    for (const args of [[], ["--json"], ["--lang", "zh"], ["login", "--json"]]) {
      const { stdout, stderr, code } = await runDoctor([...args, "--log", logFile], env);
      assert.equal(code, 1, stderr);
      assert.match(stdout, /redacted/);
      // The text around a secret stays, so that the report is useful.
      assert.match(stdout, /harmless-neighbour/);
      for (const canary of canaries) {
        const place = (stdout + stderr).indexOf(canary);
        const near = (stdout + stderr).slice(Math.max(0, place - 80), place + 80);
        assert.equal(place, -1, `${canary} is in the report: ${near}`);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Puts a different secret into every place that may contain one. */
async function plant(folder: string) {
  const canaries: string[] = [];
  const canary = (place: string) => {
    const text = `Canary${place.replaceAll(/[^A-Za-z0-9]/g, "")}0123456789`;
    canaries.push(text);
    return text;
  };
  const file = async (name: string, content: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, content);
    return `${folder}/${name}`;
  };
  const { groups } = await loadDeployment({ SIMULATORS: "off", TOKEN_SIGNING_KEYS_FILE: "x" }, {});
  const secret = groups.flatMap(({ variables }) =>
    Object.entries(variables).filter(([, variable]) => variable.secret).map(([name]) => name)
  );
  const others = [
    "AI_API_KEY",
    "DEEPSEEK_API_KEY",
    "WECHAT_APP_SECRET",
    "WECHAT_PUSH_TOKEN",
    "WECHAT_PUSH_AES_KEY",
    "CALLBACK_TOKEN_SECRET",
    "WEBHOOK_SECRET",
    "JWT_SECRET",
    "MYSQL_PASSWORD",
  ];
  const env: Record<string, string> = {};
  for (const name of new Set([...secret, ...others])) env[name] = canary(name);
  const nowhere = `127.0.0.1:${freePort()}`;
  Object.assign(env, {
    // 43 characters, so that the key is used.
    WECOM_ENCODING_AES_KEY: canary("TheKeyThatIsUsed").padEnd(43, "x"),
    DATABASE_URL: `postgres://wecom:${canary("databasePassword")}%40x@${nowhere}/wecom`,
    REDIS_URL: `redis://:${canary("redisPassword")}@${nowhere}`,
    AI_BASE_URL: `http://${nowhere}/v1`,
    WECOM_API_URL: `http://${nowhere}`,
    WECHAT_API_URL: `http://${nowhere}`,
    BASE_URL: `http://user:${canary("upstreamPassword")}@${nowhere}`,
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_AGENT_ID: "1000002",
    PORT: String(freePort()),
    PUBLIC_URL: `http://${nowhere}`,
    SIMULATORS: "off",
    DATA_DIR: `${folder}/data`,
    WECOM_APPS_FILE: await file(
      "apps.json",
      JSON.stringify([{
        name: "second",
        corpId: "ww0123456789abcdef",
        agentId: "1000003",
        secret: canary("secretInFile"),
        token: canary("tokenInFile"),
        encodingAesKey: canary("keyInFile").padEnd(43, "y"),
      }]),
    ),
    TOKEN_SIGNING_KEYS_FILE: await file(
      "keys.json",
      JSON.stringify({
        keys: [{ kty: "EC", crv: "P-256", kid: "1", d: canary("privateKey") }],
      }),
    ),
    API_TOKENS_FILE: await file(
      "tokens.json",
      JSON.stringify([
        { name: "crm", sha256: canary("tokenHash"), scopes: ["ai.suggest"] },
      ]),
    ),
  });
  const inLog = [
    { event: "harmless-neighbour", secret: canary("logField"), api_key: canary("logApiKey") },
    { event: "login_x", message: `token=${canary("logQuery")}&x=1` },
    { event: "login_x", message: `Authorization: Bearer ${canary("logBearer")}` },
    { event: "login_x", message: `connect postgres://u:${canary("logUrl")}@db/x` },
    { event: "login_x", message: `GET /x?code=${canary("logCode")}&state=${canary("logState")}` },
    { event: "login_x", message: `sent ${env["WECOM_SECRET"]} and ${env["WECOM_TOKEN"]}` },
    { event: "login_x", mobile: canary("mobile"), email: canary("email") },
    { event: "login_harmless-neighbour" },
  ];
  const logFile = await file("app.log", inLog.map((line) => JSON.stringify(line)).join("\n"));
  return { env, canaries, logFile };
}
