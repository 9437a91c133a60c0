import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { aiConfig, aiProviders } from "services/ai-reply/model/config.ts";

const load = (env: Record<string, string>) => aiProviders(loadConfig([aiConfig], env));

function problemsOf(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return "";
}

const deepseek = {
  name: "deepseek",
  baseUrl: "https://api.deepseek.com",
  apiKey: "sk-1",
  model: "deepseek-chat",
};

Deno.test("a key alone means DeepSeek; without any setting there is no model", () => {
  assert.deepEqual(load({ AI_API_KEY: "sk-1" }), [deepseek]);
  assert.deepEqual(load({ DEEPSEEK_API_KEY: "sk-1" }), [deepseek]);
  assert.deepEqual(load({}), []);
});

Deno.test("any provider can be configured, even with the whole address of the call", () => {
  const [provider] = load({
    AI_API_KEY: "k",
    DEEPSEEK_API_URL: "https://llm.example.com/v1/chat/completions",
    AI_MODEL: "qwen-max",
  });
  assert.deepEqual(provider, {
    name: "llm.example.com",
    baseUrl: "https://llm.example.com/v1",
    apiKey: "k",
    model: "qwen-max",
  });
});

Deno.test("settings without a key stop the start with an error that names the key", () => {
  for (const name of ["AI_BASE_URL", "DEEPSEEK_API_URL"]) {
    assert.match(problemsOf({ [name]: "https://api.example.com" }), /^AI_API_KEY: is missing/);
  }
  assert.match(problemsOf({ AI_MODEL: "deepseek-chat" }), /^AI_API_KEY: is missing: AI_MODEL/);
  assert.match(problemsOf({ AI_API_KEY: "   " }), /^AI_API_KEY: must not be blank$/);
  assert.match(problemsOf({ AI_API_KEY: "a", DEEPSEEK_API_KEY: "a" }), /given twice/);
});

Deno.test("further providers come from a file; errors about it never contain a key", async () => {
  const file = await Deno.makeTempFile();
  try {
    const backup = {
      name: "backup",
      baseUrl: "https://b.example.com/v1/",
      apiKey: "k",
      model: "m",
    };
    await Deno.writeTextFile(file, JSON.stringify([backup]));
    assert.deepEqual(load({ AI_API_KEY: "sk-1", AI_PROVIDERS_FILE: file }), [
      deepseek,
      { ...backup, baseUrl: "https://b.example.com/v1" },
    ]);
    assert.equal(load({ AI_PROVIDERS_FILE: file })[0]!.name, "backup");
    for (
      const wrong of [{ ...backup, apiKey: " " }, { ...backup, model: undefined }, {
        ...backup,
        apikey: "SECRET",
      }]
    ) {
      await Deno.writeTextFile(file, JSON.stringify([wrong]));
      const problems = problemsOf({ AI_PROVIDERS_FILE: file });
      assert.match(problems, /^AI_PROVIDERS_FILE: /);
      assert.doesNotMatch(problems, /SECRET/);
    }
    await Deno.writeTextFile(file, JSON.stringify([backup, backup]));
    assert.match(problemsOf({ AI_PROVIDERS_FILE: file }), /names must differ/);
    assert.match(problemsOf({ AI_PROVIDERS_FILE: "/nowhere" }), /not there/);
  } finally {
    await Deno.remove(file);
  }
});
