import type { SimulatedVendor } from "embedded/simulated_vendor.ts";
import { WECOM_APP_VARIABLES } from "embedded/simulated_wecom.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createLlmSimulator } from "simulators/llm/simulator.ts";

const KEY = "simulated-llm-key";

const VARIABLES = [
  "AI_API_KEY",
  "AI_API_KEY_FILE",
  "AI_BASE_URL",
  "AI_MODEL",
  "AI_PROVIDERS_FILE",
  "DEEPSEEK_API_KEY",
  "DEEPSEEK_API_KEY_FILE",
  "DEEPSEEK_API_URL",
];

/** The simulated language model. */
export const simulatedLlm: SimulatedVendor = {
  id: "llm",
  name: { zh: "大模型", en: "Language model" },
  variables: VARIABLES,
  // The simulated model only repeats the question: it must not answer members of a real corp.
  switchedOffBy: WECOM_APP_VARIABLES,
  complete: (env, { apiUrl }) => ({
    ...env,
    ...Object.fromEntries(VARIABLES.map((name) => [name, undefined])),
    AI_API_KEY: KEY,
    AI_BASE_URL: `${apiUrl}/v1`,
  }),
  create: (_env, publicUrl) =>
    createLlmSimulator({
      clock: systemClock,
      randomBytes: systemRandomBytes,
      publicUrl,
      settings: { apiKey: KEY },
    }),
  links: [
    {
      path: "/",
      label: { zh: "模拟的大模型", en: "Simulated language model" },
      detail: {
        zh: "收到的提问、预设的回复和故障开关。",
        en: "Received questions, scripted replies and fault switches.",
      },
    },
  ],
};
