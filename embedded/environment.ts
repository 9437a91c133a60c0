import { ConfigError } from "packages/platform/config/config.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** Where the simulated WeCom is mounted. */
export const WECOM_SIMULATOR_PATH = "/sim/wecom";

/** The corp, app and operator of the simulated WeCom, unless others are configured. */
const CAST = {
  WECOM_CORP_ID: "ww0123456789abcdef",
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
  OPERATORS: "zhangsan",
};

/** The environment of the embedded process, completed. */
export interface EmbeddedEnvironment {
  readonly env: Environment;
  /** Set while WeCom is simulated: where browsers reach the simulator. */
  readonly simulatedWecomUrl: string | undefined;
}

/**
 * Completes what the environment says, so that the services need not know that they are embedded: addresses, generated
 * keys, and WeCom's simulator unless a real one is configured.
 * @throws ConfigError when DATA_DIR cannot be written
 */
export async function completeEnvironment(given: Environment): Promise<EmbeddedEnvironment> {
  const port = given["PORT"] || "3000";
  const publicUrl = given["PUBLIC_URL"] || `http://127.0.0.1:${port}`;
  const dataDir = given["DATA_DIR"] || "./.data";
  const keysGiven = given["TOKEN_SIGNING_KEYS_FILE"];
  const env: Environment = {
    ...given,
    PORT: port,
    PUBLIC_URL: publicUrl,
    TOKEN_SIGNING_KEYS_FILE: keysGiven || await provideSigningKeys(dataDir),
    // This process answers for auth itself, wherever PUBLIC_URL leads.
    AUTH_JWKS_URL: given["AUTH_JWKS_URL"] || `http://127.0.0.1:${port}/.well-known/jwks.json`,
  };
  if (!isWecomSimulated(given, publicUrl)) return { env, simulatedWecomUrl: undefined };
  // The other loopback name, so that redirects between us and WeCom are cross-site as in life.
  const browserUrl = given["WECOM_OAUTH_URL"] ||
    publicUrl.replace("127.0.0.1", "localhost") + WECOM_SIMULATOR_PATH;
  const simulated = {
    ...CAST,
    WECOM_API_URL: `http://127.0.0.1:${port}${WECOM_SIMULATOR_PATH}`,
    WECOM_LOGIN_URL: browserUrl,
    WECOM_OAUTH_URL: browserUrl,
  };
  const completed = { ...simulated, ...present(withSecretRead(env)) };
  return { env: completed, simulatedWecomUrl: browserUrl };
}

const WECOM_APP_VARIABLES = [
  "WECOM_SECRET",
  "WECOM_SECRET_FILE",
  "WECOM_AGENT_ID",
  "WECOM_APPS_FILE",
] as const;

/**
 * `SIMULATORS=on`, or `auto` (the default) as long as no WeCom app is configured and nobody but this machine can come
 * in: whoever reaches the simulator signs in as an operator.
 */
function isWecomSimulated(env: Environment, publicUrl: string): boolean {
  const mode = env["SIMULATORS"] || "auto";
  if (mode !== "auto") return mode === "on";
  const isPublicLoopback = /^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(publicUrl);
  const isHostLoopback = /^(127(\.\d+){3}|::1|localhost)$/i.test(env["HOST"] || "127.0.0.1");
  return isPublicLoopback && isHostLoopback && WECOM_APP_VARIABLES.every((name) => !env[name]);
}

/** The simulator takes over the secret that is configured, also from a file. */
function withSecretRead(env: Environment): Environment {
  const { WECOM_SECRET_FILE: file, ...others } = env;
  if (!file || others["WECOM_SECRET"]) return env;
  try {
    return { ...others, WECOM_SECRET: Deno.readTextFileSync(file).trim() };
  } catch {
    return env;
  }
}

function present(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}

async function provideSigningKeys(dataDir: string): Promise<string> {
  const file = `${dataDir}/token_signing_keys.json`;
  try {
    await Deno.mkdir(dataDir, { recursive: true });
    if (!await isThere(file)) {
      // A name of its own until it is whole: a crash in the middle must not leave half a key.
      const fresh = `${file}.${crypto.randomUUID()}`;
      await Deno.writeTextFile(fresh, await generateSigningKeys(systemRandomBytes), {
        mode: 0o600,
      });
      await Deno.rename(fresh, file);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{
      variable: "DATA_DIR",
      problem: `cannot hold the generated keys: ${reason}; choose a folder that can be written`,
    }]);
  }
  return file;
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
