import { parseDotEnv } from "packages/platform/config/dot_env.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { findPortHolder, readProc } from "tools/doctor/port_holder.ts";
import { readProcessStart } from "tools/doctor/process_start.ts";
import { orUndefined, readText } from "tools/doctor/settings.ts";

/** The configuration of a running process, as far as it can be read from outside. */
export interface RunningValues {
  readonly pid: number;
  /** The current `.env` of its working folder, overridden by the environment variables at its start. */
  readonly env: Environment;
  /** Its `.env` was changed after the start, so the process uses older values. */
  readonly isDotEnvNewer: boolean;
}

/**
 * The values of the process that listens on `port`. Undefined on systems other than Linux, when no process listens, or
 * when it belongs to another user.
 */
export function readRunningValues(port: number): RunningValues | undefined {
  const holder = findPortHolder(port);
  if (holder === undefined || holder === "unknown") return undefined;
  const { pid } = holder;
  const environ = readProc(`${pid}/environ`);
  if (environ === "") return undefined;
  const dotEnv = readText(`/proc/${pid}/cwd/.env`);
  return {
    pid,
    env: { ...dotEnv === undefined ? {} : parseDotEnv(dotEnv), ...parseEnviron(environ) },
    isDotEnvNewer: isNewer(`/proc/${pid}/cwd/.env`, readProcessStart(pid)),
  };
}

function parseEnviron(text: string): Environment {
  const pairs = text.split("\0").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

/** Whether a file was changed after `startedAt` (milliseconds since the epoch). */
function isNewer(file: string, startedAt: number): boolean {
  const written = orUndefined(() => Deno.statSync(file).mtime?.getTime()) ?? 0;
  return written > startedAt;
}
