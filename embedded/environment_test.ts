import assert from "node:assert/strict";
import { completeEnvironment } from "embedded/environment.ts";
import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
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
