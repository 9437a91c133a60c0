import {
  LLM_SIMULATOR_PATH,
  LLM_VARIABLES,
  simulatedLlmVariables,
} from "embedded/simulated_llm.ts";
import { completeApps, SIMULATED_WECOM } from "embedded/simulated_wecom.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** Where the simulated WeCom is mounted. */
export const WECOM_SIMULATOR_PATH = "/sim/wecom";

/** The environment of the embedded process, completed. */
export interface EmbeddedEnvironment {
  readonly env: Environment;
  /** Set while WeCom is simulated: where browsers reach the simulator. */
  readonly simulatedWecomUrl: string | undefined;
  /** The same for the language model. */
  readonly simulatedLlmUrl: string | undefined;
}

/**
 * Completes what the environment says, so that the services need not know that they are embedded: addresses, generated
 * keys, and WeCom's simulator unless a real one is configured; an AI bot is part of that.
 * @throws ConfigError when DATA_DIR cannot be written
 */
export async function completeEnvironment(given: Environment): Promise<EmbeddedEnvironment> {
  const port = given["PORT"] || "3000";
  const publicUrl = given["PUBLIC_URL"] || `http://127.0.0.1:${port}`;
  const dataDir = given["DATA_DIR"] || "./.data";
  const keysGiven = given["TOKEN_SIGNING_KEYS_FILE"];
  // The other loopback name, so that redirects between us and WeCom are cross-site as in life.
  const simulatorsUrl = publicUrl.replace("127.0.0.1", "localhost");
  // People of a real WeCom must not be answered by a model that only repeats what they say.
  const isLlmSimulated = isSimulated(given, publicUrl, [...LLM_VARIABLES, ...WECOM_APP_VARIABLES]);
  const simulatedLlmUrl = isLlmSimulated ? simulatorsUrl + LLM_SIMULATOR_PATH : undefined;
  const isWecomSimulated = isSimulated(given, publicUrl, WECOM_APP_VARIABLES) &&
    (given["SIMULATORS"] === "on" || !isCallbackIncomplete(given));
  const env: Environment = {
    ...given,
    ...isLlmSimulated ? simulatedLlmVariables(port) : {},
    PORT: port,
    PUBLIC_URL: publicUrl,
    TOKEN_SIGNING_KEYS_FILE: keysGiven || await provideSigningKeys(dataDir),
    // This process answers for auth itself, wherever PUBLIC_URL leads.
    AUTH_JWKS_URL: given["AUTH_JWKS_URL"] || `http://127.0.0.1:${port}/.well-known/jwks.json`,
  };
  if (!isWecomSimulated) {
    return { env, simulatedWecomUrl: undefined, simulatedLlmUrl };
  }
  const browserUrl = given["WECOM_OAUTH_URL"] || simulatorsUrl + WECOM_SIMULATOR_PATH;
  const simulated = {
    ...SIMULATED_WECOM,
    WECOM_API_URL: `http://127.0.0.1:${port}${WECOM_SIMULATOR_PATH}`,
    WECOM_LOGIN_URL: browserUrl,
    WECOM_OAUTH_URL: browserUrl,
  };
  const completed = { ...simulated, ...present(withSecretsRead(env)) };
  const appsFile = await provideSimulatedApps(dataDir, completed);
  return {
    env: { ...completed, WECOM_APPS_FILE: appsFile },
    simulatedWecomUrl: browserUrl,
    simulatedLlmUrl,
  };
}

const WECOM_APP_VARIABLES = [
  "WECOM_SECRET",
  "WECOM_SECRET_FILE",
  "WECOM_AGENT_ID",
  "WECOM_APPS_FILE",
] as const;

/** Whose token or key is it? What is missing beside it is to be said, not made up. */
function isCallbackIncomplete(env: Environment): boolean {
  const isGiven = (name: string) => Boolean(env[name] || env[`${name}_FILE`]);
  const keys = ["WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"];
  return keys.some(isGiven) && ![...keys, "WECOM_CORP_ID"].every(isGiven);
}

/**
 * `SIMULATORS=on`, or `auto` (the default) as long as none of `names` is configured and nobody but this machine can come
 * in: whoever reaches WeCom's simulator signs in as an operator.
 */
function isSimulated(env: Environment, publicUrl: string, names: readonly string[]): boolean {
  const mode = env["SIMULATORS"] || "auto";
  if (mode !== "auto") return mode === "on";
  const isPublicLoopback = /^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(publicUrl);
  const isHostLoopback = /^(127(\.\d+){3}|::1|localhost)$/i.test(env["HOST"] || "127.0.0.1");
  return isPublicLoopback && isHostLoopback && names.every((name) => !env[name]);
}

/** The simulator takes over the secrets that are configured, also from files. */
function withSecretsRead(env: Environment): Environment {
  const names = ["WECOM_SECRET", "WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"];
  return names.reduce(withSecretRead, env);
}

function withSecretRead(env: Environment, name: string): Environment {
  const { [`${name}_FILE`]: file, ...others } = env;
  if (!file || others[name]) return env;
  try {
    return { ...others, [name]: Deno.readTextFileSync(file).trim() };
  } catch {
    return env;
  }
}

function present(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}

async function provideSigningKeys(dataDir: string): Promise<string> {
  const file = `${dataDir}/token_signing_keys.json`;
  await inDataDir(dataDir, async () => {
    if (!await isThere(file)) await writeWhole(file, await generateSigningKeys(systemRandomBytes));
  });
  return file;
}

/** A file that cannot be read stays what it is: the configuration says what is wrong with it. */
async function provideSimulatedApps(dataDir: string, env: Environment): Promise<string> {
  const file = `${dataDir}/simulated_wecom_apps.json`;
  const given = env["WECOM_APPS_FILE"];
  const apps = given === undefined ? [] : await readApps(given);
  if (apps === undefined) return given!;
  const completed = completeApps(apps, env["WECOM_CORP_ID"]!);
  await inDataDir(dataDir, () => writeWhole(file, JSON.stringify(completed)));
  return file;
}

async function readApps(file: string): Promise<object[] | undefined> {
  try {
    const apps: unknown = JSON.parse(await Deno.readTextFile(file));
    const isList = Array.isArray(apps) && apps.every((app) => typeof app === "object" && app);
    return isList ? apps : undefined;
  } catch {
    return undefined;
  }
}

async function inDataDir(dataDir: string, write: () => Promise<void>): Promise<void> {
  try {
    await Deno.mkdir(dataDir, { recursive: true });
    await write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{
      variable: "DATA_DIR",
      problem: `cannot hold the generated keys: ${reason}; choose a folder that can be written`,
    }]);
  }
}

/** Under a name of its own until it is whole: a crash in the middle must not leave half a key. */
async function writeWhole(file: string, content: string): Promise<void> {
  const fresh = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(fresh, content, { mode: 0o600 });
  await Deno.rename(fresh, file);
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
