import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { services } from "embedded/services.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import type { ConfigGroup, ConfigProblem } from "packages/platform/config/config.ts";
import {
  type Environment,
  type ReadConfig,
  readConfig,
} from "packages/platform/config/load_config.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { configGroups } from "packages/platform/process.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import type { Findings } from "tools/doctor/finding.ts";
import { CALLBACK_PATH, isFolder, readApps, type WrittenApp } from "tools/doctor/settings.ts";

/** The deployment to check, as its configuration describes it: the input of all checks. */
export interface Deployment {
  /** As the processes read it, with their defaults. */
  readonly env: Environment;
  /** All groups of configuration. */
  readonly groups: readonly ConfigGroup[];
  /** What the embedded process would read and report at its start. */
  readonly config: ReadConfig;
  /** The text of the file `.env`, if there is one. */
  readonly dotEnv: string | undefined;
  readonly apps: readonly WrittenApp[];
  readonly publicUrl: string;
  /** The address that WeCom calls: `--url`, else from PUBLIC_URL. */
  readonly callbackUrl: string;
  readonly apiUrl: string;
  /** By the embedded process, or because the address of the WeCom API is on this machine. */
  readonly isWecomSimulated: boolean;
  readonly isLlmSimulated: boolean;
  readonly port: number;
  readonly userId: string | undefined;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/** Checks one subject. Does not throw: problems are findings. */
export type Check = (deployment: Deployment) => Findings | Promise<Findings>;

/**
 * Reads the deployment from its environment. Values that the embedded process would generate are filled in.
 * @param given the environment with `.env`, as processes read it
 */
export async function loadDeployment(
  given: Environment,
  { url, userId, dotEnv, warnings = [], clock = systemClock }: {
    readonly url?: string | undefined;
    readonly userId?: string | undefined;
    readonly dotEnv?: string | undefined;
    /** About `.env`. */
    readonly warnings?: readonly ConfigProblem[];
    readonly clock?: Clock;
  },
): Promise<Deployment> {
  const { env, simulated } = await complete(given);
  const publicUrl = (env["PUBLIC_URL"] ?? "").replace(/\/+$/, "");
  const apiUrl = env["WECOM_API_URL"] || "https://qyapi.weixin.qq.com";
  const groups = configGroups(services, [embeddedStorageConfig, embeddedConfig]);
  const config = readConfig(groups, env);
  return {
    env,
    groups,
    config: { ...config, warnings: [...warnings, ...readConfig(groups, given).warnings] },
    dotEnv,
    apps: readApps(env),
    publicUrl,
    callbackUrl: url === undefined ? publicUrl + CALLBACK_PATH : withPath(url),
    apiUrl,
    isWecomSimulated: simulated.has("wecom") || isLoopback(apiUrl),
    isLlmSimulated: simulated.has("llm"),
    port: Number(env["PORT"]),
    userId,
    clock,
    fetch: globalThis.fetch,
  };
}

/**
 * The environment as the embedded process completes it. That writes files into the data folder; without a data folder
 * they go to a temporary one, because the doctor changes nothing.
 */
async function complete(given: Environment): ReturnType<typeof completeEnvironment> {
  const dataDir = given["DATA_DIR"] || "./.data";
  if (isFolder(dataDir)) return await completeEnvironment(given);
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-doctor-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const { env, ...others } = await completeEnvironment({ ...given, DATA_DIR: folder });
  return { env: { ...env, DATA_DIR: dataDir }, ...others };
}

/** An address without a path is the address of the deployment. */
function withPath(url: string): string {
  const bare = url.replace(/[?#].*$/, "").replace(/\/+$/, "");
  return /^https?:\/\/[^/]+$/.test(bare) ? bare + CALLBACK_PATH : bare;
}

/** Whether the address is on this machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isLoopbackHost(hostname) || hostname === "0.0.0.0";
}
