import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";
import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment, type EmbeddedEnvironment } from "embedded/environment.ts";
import { services } from "embedded/services.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import {
  ConfigError,
  type ConfigGroup,
  type ConfigProblem,
} from "packages/platform/config/config.ts";
import {
  type Environment,
  type ReadConfig,
  readConfig,
} from "packages/platform/config/load_config.ts";
import { tidy } from "packages/platform/config/read_variable.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { configGroups } from "packages/platform/process.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import type { Findings } from "tools/doctor/finding.ts";
import {
  CALLBACK_PATH,
  isFolder,
  orUndefined,
  readApps,
  type WrittenApp,
} from "tools/doctor/settings.ts";

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
  readonly isUpstreamSimulated: boolean;
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
  const { env, simulated, problems } = await complete(given);
  const publicUrl = (env["PUBLIC_URL"] ?? "").replace(/\/+$/, "");
  const apiUrl = env["WECOM_API_URL"] || "https://qyapi.weixin.qq.com";
  const groups = configGroups(services, [embeddedStorageConfig, embeddedConfig]);
  const config = readConfig(groups, env);
  const isNew = (name: string) => problems.every(({ variable }) => variable !== name);
  return {
    env,
    groups,
    config: {
      ...config,
      problems: [...problems, ...config.problems.filter(({ variable }) => isNew(variable))],
      warnings: [...warnings, ...readConfig(groups, given).warnings],
    },
    dotEnv,
    apps: readApps(env),
    publicUrl,
    callbackUrl: url === undefined ? publicUrl + CALLBACK_PATH : withPath(url),
    apiUrl,
    isWecomSimulated: simulated.has("wecom") || isLoopback(apiUrl),
    isLlmSimulated: simulated.has("llm"),
    isUpstreamSimulated: simulated.has("upstream"),
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
async function complete(given: Environment): Promise<Completed> {
  const dataDir = tidy(given["DATA_DIR"] ?? "") || "./.data";
  if (!isPresent(dataDir)) return await completeElsewhere(given, dataDir, findObstacle(dataDir));
  try {
    return { ...await completeEnvironment(given), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return await completeElsewhere(given, dataDir, error.problems);
  }
}

type Completed = Pick<EmbeddedEnvironment, "env" | "simulated"> & {
  /** Of the data folder: they stop the start before the configuration is read. */
  readonly problems: readonly ConfigProblem[];
};

/** Why the start could not create the folder: the nearest folder above it cannot be written. */
function findObstacle(dataDir: string): readonly ConfigProblem[] {
  let above = dirname(resolve(dataDir));
  while (!isPresent(above)) above = dirname(above);
  const isUsable = isFolder(above) && isWritable(above);
  const problem =
    `cannot hold the generated files: ${above} cannot be written; choose a folder that can be written`;
  return isUsable ? [] : [{ variable: "DATA_DIR", problem }];
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isPresent(path: string): boolean {
  return orUndefined(() => Deno.statSync(path)) !== undefined;
}

async function completeElsewhere(
  given: Environment,
  dataDir: string,
  problems: readonly ConfigProblem[],
): Promise<Completed> {
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-doctor-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const { env, simulated } = await completeEnvironment({ ...given, DATA_DIR: folder });
  return { env: { ...env, DATA_DIR: dataDir }, simulated, problems };
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
