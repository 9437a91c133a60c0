import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { services } from "embedded/services.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import type { ConfigGroup } from "packages/platform/config/config.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { CALLBACK_PATH, readApps, type WrittenApp } from "tools/doctor/settings.ts";

/** The deployment that is looked at: what the checks work with. */
export interface Examined {
  /** As the processes see it, with their defaults. */
  readonly env: Environment;
  /** All groups of configuration. */
  readonly groups: readonly ConfigGroup[];
  /** The file `.env` as text, if there is one. */
  readonly dotEnv: string | undefined;
  readonly apps: readonly WrittenApp[];
  readonly publicUrl: string;
  /** Where WeCom reaches the callback, `--url` first. */
  readonly callbackUrl: string;
  readonly isUrlGiven: boolean;
  readonly apiUrl: string;
  /** By the embedded process, or because WeCom's API is an address of this machine. */
  readonly isWecomSimulated: boolean;
  readonly isLlmSimulated: boolean;
  readonly port: number;
  readonly userId: string | undefined;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/** Looks at one subject. What it cannot look at it says as a finding; it does not throw. */
export type Check = (examined: Examined) => Promise<readonly Finding[]>;

/**
 * Prepares the examination of what an environment describes. What the embedded process would
 * generate counts as there.
 * @param given the environment over `.env`, as processes read it
 */
export async function createExamined(
  given: Environment,
  asked: {
    readonly url?: string | undefined;
    readonly userId?: string | undefined;
    readonly dotEnv?: string | undefined;
    readonly clock?: Clock;
  },
): Promise<Examined> {
  const { env, simulated } = await complete(given);
  const publicUrl = (env["PUBLIC_URL"] ?? "").replace(/\/+$/, "");
  const apiUrl = env["WECOM_API_URL"] || "https://qyapi.weixin.qq.com";
  return {
    env,
    groups: [
      processConfig,
      embeddedStorageConfig,
      embeddedConfig,
      ...services.flatMap(({ config }) => config as readonly ConfigGroup[]),
    ],
    dotEnv: asked.dotEnv,
    apps: readApps(env),
    publicUrl,
    callbackUrl: asked.url === undefined ? publicUrl + CALLBACK_PATH : withPath(asked.url),
    isUrlGiven: asked.url !== undefined,
    apiUrl,
    isWecomSimulated: simulated.has("wecom") || isLoopback(apiUrl),
    isLlmSimulated: simulated.has("llm"),
    port: Number(env["PORT"]),
    userId: asked.userId,
    clock: asked.clock ?? systemClock,
    fetch: globalThis.fetch,
  };
}

/**
 * What the embedded process would make of the environment. It writes files into its data folder; while there is none
 * yet, the doctor lets it write where nobody looks.
 */
async function complete(given: Environment): ReturnType<typeof completeEnvironment> {
  const dataDir = given["DATA_DIR"] || "./.data";
  if (await isFolder(dataDir)) return await completeEnvironment(given);
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-doctor-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const { env, ...others } = await completeEnvironment({ ...given, DATA_DIR: folder });
  return { env: { ...env, DATA_DIR: dataDir }, ...others };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

/** An address without a path is that of the deployment. */
function withPath(url: string): string {
  const bare = url.replace(/[?#].*$/, "").replace(/\/+$/, "");
  return /^https?:\/\/[^/]+$/.test(bare) ? bare + CALLBACK_PATH : bare;
}

/** Whether only this machine knows the address. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isLoopbackHost(hostname) || hostname === "0.0.0.0";
}
