import assert from "node:assert/strict";
import { completeEnvironment } from "embedded/environment.ts";
import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig, readConfig } from "packages/platform/config/load_config.ts";
import { sourcesOf } from "packages/platform/config/read_variable.ts";
import { configGroups } from "packages/platform/process.ts";
import { connectedStorageConfig, embeddedStorageConfig } from "packages/storage/config.ts";
import { embeddedConfig } from "embedded/config.ts";
import { services } from "embedded/services.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { aiConfig, aiProviders } from "services/ai-reply/model/config.ts";
import { callbackConfig } from "services/callback/config.ts";

const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

async function isSimulated(env: Record<string, string>): Promise<boolean> {
  const { simulated } = await completeEnvironment({ DATA_DIR: dataDir, ...env });
  return simulated.has("wecom");
}

Deno.test("by default WeCom is simulated only when no other machine can reach the process", async () => {
  for (const HOST of ["", "127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.ok(await isSimulated({ HOST }), HOST);
  }
  for (const HOST of ["0.0.0.0", "::", "192.0.2.7", "127.example.com"]) {
    assert.ok(!await isSimulated({ HOST }), HOST);
    assert.ok(await isSimulated({ HOST, SIMULATORS: "on" }), HOST);
  }
  assert.ok(!await isSimulated({ PUBLIC_URL: "https://wecom.example.com" }));
});

Deno.test("by default WeCom is not simulated when any variable configures an app", async () => {
  for (
    const name of ["WECOM_SECRET", "WECOM_SECRET_FILE", "WECOM_AGENT_ID", "WECOM_APPS_FILE"]
  ) {
    assert.ok(!await isSimulated({ [name]: "given" }), name);
  }
});

Deno.test("an incomplete set of corp id, token and key stops the start; the simulator uses a complete one", async () => {
  const groups = [processConfig, wecomConfig, callbackConfig] as const;
  const load = async (given: Record<string, string>) =>
    loadConfig(groups, (await completeEnvironment({ DATA_DIR: dataDir, ...given })).env);
  const corp = { WECOM_CORP_ID: "ww00000000000000c3" };
  const token = { WECOM_TOKEN: "TheTokenOfTheConsole" };
  const key = { WECOM_ENCODING_AES_KEY: SIMULATED_WECOM.WECOM_ENCODING_AES_KEY };
  const incomplete = [
    [token, ["WECOM_ENCODING_AES_KEY", "WECOM_CORP_ID"]],
    [{ ...token, ...corp }, ["WECOM_ENCODING_AES_KEY"]],
    [{ ...key, ...corp }, ["WECOM_TOKEN"]],
    [{ ...token, ...key }, ["WECOM_CORP_ID"]],
  ] as const;
  for (const [given, missing] of incomplete) {
    await assert.rejects(load(given), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems.map(({ variable }) => variable), missing);
      return true;
    });
  }
  const { WECOM_TOKEN, WECOM_CORP_ID } = await load({ ...token, ...key, ...corp });
  assert.deepEqual({ WECOM_TOKEN, WECOM_CORP_ID }, { ...token, ...corp });
  assert.equal((await load({ ...token, SIMULATORS: "on" })).WECOM_TOKEN, token.WECOM_TOKEN);
});

async function simulatedLlm(env: Record<string, string>) {
  const completed = await completeEnvironment({ DATA_DIR: dataDir, ...env });
  return {
    url: completed.simulated.get("llm"),
    model: aiProviders(loadConfig([aiConfig], completed.env)),
  };
}

Deno.test("by default the language model is simulated only when no other machine can reach the process", async () => {
  const { url, model: [provider, ...others] } = await simulatedLlm({});
  assert.equal(url, "http://localhost:3000/sim/llm");
  assert.equal(provider!.baseUrl, "http://127.0.0.1:3000/sim/llm/v1");
  assert.deepEqual(others, []);
  for (const env of [{ HOST: "0.0.0.0" }, { PUBLIC_URL: "https://wecom.example.com" }]) {
    assert.deepEqual(await simulatedLlm(env), { url: undefined, model: [] });
  }
  assert.deepEqual(await simulatedLlm({ SIMULATORS: "off" }), { url: undefined, model: [] });
  // The simulated model repeats the question, so it must not answer members of a real corp.
  const real = { WECOM_CORP_ID: "ww0123456789abcdef", WECOM_AGENT_ID: "1", WECOM_SECRET: "real" };
  assert.deepEqual(await simulatedLlm(real), { url: undefined, model: [] });
});

Deno.test("a language model that any variable configures is simulated only with SIMULATORS=on", async () => {
  for (const name of ["AI_API_KEY", "DEEPSEEK_API_KEY"]) {
    const real = await simulatedLlm({ [name]: "real" });
    assert.equal(real.url, undefined, name);
    assert.equal(real.model[0]!.baseUrl, "https://api.deepseek.com");
    const { url, model } = await simulatedLlm({ [name]: "real", SIMULATORS: "on" });
    assert.ok(url);
    assert.equal(model[0]!.apiKey, "simulated-llm-key");
  }
  for (const name of ["AI_BASE_URL", "AI_MODEL"]) {
    await assert.rejects(simulatedLlm({ [name]: "https://llm.example.com" }), /AI_API_KEY/, name);
  }
});

Deno.test("the upstream is simulated until BASE_URL names another, and outside this machine only on request", async () => {
  const read = async (env: Record<string, string>) => {
    const { env: completed, simulated } = await completeEnvironment({ DATA_DIR: dataDir, ...env });
    return [simulated.get("upstream"), completed["BASE_URL"]];
  };
  const browserUrl = "http://localhost:3000/sim/upstream";
  const simulated = [browserUrl, "http://127.0.0.1:3000/sim/upstream"];
  assert.deepEqual(await read({}), simulated);
  const BASE_URL = "http://upstream.example.com:9952";
  assert.deepEqual(await read({ BASE_URL }), [undefined, BASE_URL]);
  assert.deepEqual(await read({ BASE_URL, SIMULATORS: "on" }), simulated);
  assert.deepEqual(await read({ HOST: "0.0.0.0" }), [undefined, undefined]);
});

const ALL = configGroups(services, [embeddedStorageConfig, embeddedConfig]);

Deno.test("one value that cannot be read is one problem, also when every address is made from it", async () => {
  for (const SIMULATORS of ["auto", "on", "off"]) {
    for (
      const broken of [{ PORT: "abc" }, { PUBLIC_URL: "wecom.example.com" }, { PORT: '"3000"' }]
    ) {
      const { env } = await completeEnvironment({ DATA_DIR: dataDir, SIMULATORS, ...broken });
      const names = readConfig(ALL, env).problems.map(({ variable }) => variable);
      assert.deepEqual(names, Object.keys(broken), SIMULATORS);
    }
  }
});

Deno.test("no service that runs alone takes a variable of another one for a misspelt name", () => {
  const everyName = ALL.flatMap(({ variables, retired }) => [
    ...Object.entries(variables).flatMap(([name, variable]) =>
      sourcesOf(name, variable).map(({ key }) => key)
    ),
    ...Object.keys(retired ?? {}),
  ]);
  const env = Object.fromEntries(everyName.map((name) => [name, "given"]));
  for (const service of services) {
    const { warnings } = readConfig(configGroups([service], [connectedStorageConfig]), env);
    assert.deepEqual(warnings.filter(({ problem }) => /did you mean/.test(problem)), []);
  }
});

Deno.test("variables of other programs are not taken for misspelt ones", () => {
  const env = Object.fromEntries(COMMON_VARIABLES.map((name) => [name, "given"]));
  assert.deepEqual(readConfig(ALL, env).warnings.map(({ variable }) => variable), []);
});

/** Of shells, CI, containers, cloud tools, languages and frameworks; and names of earlier guides that are kept. */
const COMMON_VARIABLES = `
  PATH HOME USER SHELL LANG LANGUAGE LC_ALL LC_CTYPE TERM PWD OLDPWD SHLVL TMPDIR HOSTNAME HOSTTYPE HOSTS TZ MAIL
  LOGNAME EDITOR DISPLAY COLORTERM XDG_DATA_DIRS XDG_RUNTIME_DIR SSH_AUTH_SOCK SSH_CONNECTION SUDO_USER PS1
  HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy all_proxy CI GITHUB_TOKEN GITHUB_ACTIONS RUNNER_OS
  DENO_DIR DENO_INSTALL DENO_VERSION DENO_TLS_CA_STORE NODE_ENV NODE_OPTIONS NODE_VERSION NPM_CONFIG_REGISTRY
  npm_config_user_agent npm_lifecycle_event npm_package_name INIT_CWD FLASK_ENV FLASK_APP PYTHONPATH VIRTUAL_ENV
  JAVA_HOME GOPATH GOROOT CARGO_HOME DOCKER_HOST COMPOSE_PROJECT_NAME KUBECONFIG KUBERNETES_SERVICE_HOST
  KUBERNETES_SERVICE_PORT KUBERNETES_PORT_443_TCP_ADDR AUTH_SERVICE_HOST CALLBACK_SERVICE_PORT AUTH_PORT AUTH_URL
  AUTH_SECRET AUTH_TOKEN POD_NAME POD_IP POD_NAMESPACE NODE_NAME HTTP_PORT HTTPS_PORT APP_PORT SERVER_PORT PORTS
  APP_URL SITE_URL BASE_URL BASE_PATH API_URL API_KEY API_TOKEN PUBLIC_PATH PUBLIC_KEY PGHOST PGPORT PGUSER PGDATA
  POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_HOST REDIS_TLS LOG_FORMAT LOG_FILE LOG_PATH LOG_DIR DEBUG
  DATA_PATH DATABASE_NAME DATABASE_USER OPENAI_API_KEY OPENAI_BASE_URL ANTHROPIC_API_KEY AI_GATEWAY_API_KEY
  AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AZURE_CLIENT_SECRET GOOGLE_APPLICATION_CREDENTIALS
  OTEL_DENO OTEL_SERVICE_NAME OTEL_EXPORTER_OTLP_ENDPOINT SENTRY_DSN SYSTEMD_EXEC_PID SYSTEM_VERSION_COMPAT
  SYSTEMROOT SystemDrive ProgramFiles USERPROFILE APPDATA COMSPEC PROMPT PROMPT_COMMAND WEBHOOK_URL WEBHOOK_SECRET
  WECHAT_APP_ID WECHAT_APP_SECRET WECHAT_API_URL WECHAT_PUSH_TOKEN CALLBACK_URL MAX_EVENTS MONITOR_INTERVAL_MS
  WECOM_DOMAIN WECOM_STACK_VERSION`.trim().split(/\s+/);

Deno.test("blanks around DATA_DIR do not count, and one in quotation marks is refused without a folder", async () => {
  const { env } = await completeEnvironment({ DATA_DIR: ` ${dataDir}/blank ` });
  assert.equal(env["TOKEN_SIGNING_KEYS_FILE"], `${dataDir}/blank/token_signing_keys.json`);
  await assert.rejects(
    completeEnvironment({ DATA_DIR: `"${dataDir}/quoted"` }),
    (error) => error instanceof ConfigError && /quotation marks/.test(error.message),
  );
  await assert.rejects(Deno.stat(`"${dataDir}`), Deno.errors.NotFound);
});

Deno.test("pages and services get PUBLIC_URL as browsers send it", async () => {
  const { env } = await completeEnvironment({
    DATA_DIR: dataDir,
    PUBLIC_URL: "http://LOCALHOST:3000/",
  });
  assert.equal(env["PUBLIC_URL"], "http://localhost:3000");
});
