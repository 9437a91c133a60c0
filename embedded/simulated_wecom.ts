import { provideFile } from "embedded/data_dir.ts";
import type { SimulatedVendor } from "embedded/simulated_vendor.ts";
import { completeApps, createSimulatedCorps, SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { systemClock } from "packages/platform/clock.ts";
import { type Environment, loadConfig, readRaw } from "packages/platform/config/load_config.ts";
import { tidy } from "packages/platform/config/read_variable.ts";
import { readTextFile } from "packages/platform/config/text_file.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { callbackConfig } from "services/callback/config.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

/** Variables that configure an app of the real WeCom. */
export const WECOM_APP_VARIABLES = [
  "WECOM_SECRET",
  "WECOM_SECRET_FILE",
  "WECOM_AGENT_ID",
  "WECOM_APPS_FILE",
] as const;

/** The simulated WeCom. It takes over the corps, apps, bots and keys that are configured. */
export const simulatedWecom: SimulatedVendor = {
  id: "wecom",
  name: { zh: "企业微信", en: "WeCom" },
  variables: WECOM_APP_VARIABLES,
  browserUrlVariable: "WECOM_OAUTH_URL",
  isPossible: (env) => !isCallbackIncomplete(env),
  async complete(env, { apiUrl, browserUrl }) {
    const completed = {
      ...SIMULATED_WECOM,
      WECOM_API_URL: apiUrl,
      WECOM_LOGIN_URL: browserUrl,
      WECOM_OAUTH_URL: browserUrl,
      ...present(withSecretsRead(env)),
    };
    return { ...completed, WECOM_APPS_FILE: await provideSimulatedApps(completed) };
  },
  create(env, publicUrl) {
    const config = loadConfig([processConfig, wecomConfig, callbackConfig], env);
    return createWecomSimulator({
      clock: systemClock,
      randomBytes: systemRandomBytes,
      corps: createSimulatedCorps(config, `http://127.0.0.1:${config.PORT}`),
      publicUrl,
    });
  },
  identify: (env) => env["WECOM_CORP_ID"],
  describeTakenOver,
  links: [
    {
      path: "/_chat",
      label: { zh: "模拟聊天", en: "Simulated chat" },
      detail: {
        zh: "以客户或成员的身份发送消息，查看回复。",
        en: "Send messages as a customer or a member, and see the replies.",
      },
    },
    {
      path: "/",
      label: { zh: "模拟的企业微信", en: "Simulated WeCom" },
      detail: {
        zh: "模拟手机、示例成员和故障开关。",
        en: "A simulated phone, sample members and fault switches.",
      },
    },
  ],
};

/** Names the given values that the simulator uses, and those that the real WeCom needs besides. */
function describeTakenOver(env: Environment): string | undefined {
  const isGiven = (name: string) => Boolean(env[name] || env[`${name}_FILE`]);
  const names = Object.keys(SIMULATED_WECOM).filter((name) => name.startsWith("WECOM_"));
  const given = names.filter(isGiven);
  const missing = names.filter((name) => !isGiven(name));
  if (given.length === 0) return undefined;
  const needs = missing.length === 0 ? "" : `; the real one needs ${missing.join(", ")} too`;
  return `The simulated WeCom uses your ${given.join(", ")}${needs}.`;
}

/**
 * Whether a token or key is given without the values that belong to it. They may be meant for the real WeCom, so the
 * start must report the missing values instead of inventing them.
 */
function isCallbackIncomplete(env: Environment): boolean {
  const isGiven = (name: string) => Boolean(env[name] || env[`${name}_FILE`]);
  const keys = ["WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"];
  return keys.some(isGiven) && ![...keys, "WECOM_CORP_ID"].every(isGiven);
}

/** The environment with the secrets of files as values: the simulator uses them too. */
function withSecretsRead(env: Environment): Environment {
  const names = ["WECOM_SECRET", "WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"];
  const { ...read } = env as Record<string, string | undefined>;
  for (const name of names) {
    const value = readRaw(name, env);
    if (read[name] || value === undefined) continue;
    read[name] = value;
    delete read[`${name}_FILE`];
  }
  return read;
}

function present(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}

/** Writes the completed list of apps. A given file that cannot be read stays: the configuration reports it. */
async function provideSimulatedApps(env: Environment): Promise<string> {
  const given = env["WECOM_APPS_FILE"];
  const apps = given === undefined ? [] : readApps(tidy(given));
  if (apps === undefined) return given!;
  const content = JSON.stringify(completeApps(apps, env["WECOM_CORP_ID"]!));
  return await provideFile(env, "simulated_wecom_apps.json", () => content, { overwrite: true });
}

function readApps(file: string): object[] | undefined {
  try {
    const apps: unknown = JSON.parse(readTextFile(file).text);
    const isList = Array.isArray(apps) && apps.every((app) => typeof app === "object" && app);
    return isList ? apps : undefined;
  } catch {
    return undefined;
  }
}
