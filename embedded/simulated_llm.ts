import { systemClock } from "packages/platform/clock.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import type { Mount } from "packages/platform/dispatcher.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createLlmSimulator } from "simulators/llm/simulator.ts";

/** Where the simulated language model is mounted. */
export const LLM_SIMULATOR_PATH = "/sim/llm";

const KEY = "simulated-llm-key";

/** What says which language model there is. */
export const LLM_VARIABLES = [
  "AI_API_KEY",
  "AI_API_KEY_FILE",
  "AI_BASE_URL",
  "AI_MODEL",
  "AI_PROVIDERS_FILE",
  "DEEPSEEK_API_KEY",
  "DEEPSEEK_API_KEY_FILE",
  "DEEPSEEK_API_URL",
] as const;

/** The variables that lead to the simulated model, instead of all that lead elsewhere. */
export function simulatedLlmVariables(port: string): Environment {
  return {
    ...Object.fromEntries(LLM_VARIABLES.map((name) => [name, undefined])),
    AI_API_KEY: KEY,
    AI_BASE_URL: `http://127.0.0.1:${port}${LLM_SIMULATOR_PATH}/v1`,
  };
}

/** The simulated language model under its path. */
export function mountLlmSimulator(publicUrl: string): Mount {
  const simulator = createLlmSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    publicUrl,
    settings: { apiKey: KEY },
  });
  return {
    paths: [LLM_SIMULATOR_PATH, `${LLM_SIMULATOR_PATH}/*`],
    fetch(request) {
      const url = new URL(request.url);
      url.pathname = url.pathname.slice(LLM_SIMULATOR_PATH.length) || "/";
      return simulator.fetch(new Request(url, request));
    },
    close: () => simulator.close(),
  };
}
