import { parseEnv } from "node:util";
import type { Environment } from "packages/platform/config/load_config.ts";
import { findPortHolder, readProc } from "tools/doctor/port_holder.ts";
import { orUndefined, readText } from "tools/doctor/settings.ts";

/** The configuration that a running process has started with. */
export interface RunningValues {
  readonly pid: number;
  /** Its environment over the `.env` of its folder. */
  readonly env: Environment;
  /** Its `.env` was changed after the start, so the process uses older values. */
  readonly isDotEnvNewer: boolean;
}

/** The values of the process that listens on `port`; undefined on other systems than Linux, and for other users. */
export function readRunningValues(port: number): RunningValues | undefined {
  const holder = findPortHolder(port);
  if (holder === undefined || holder === "unknown") return undefined;
  const { pid } = holder;
  const environ = readProc(`${pid}/environ`);
  if (environ === "") return undefined;
  const dotEnv = readText(`/proc/${pid}/cwd/.env`);
  return {
    pid,
    env: { ...dotEnv === undefined ? {} : parseEnv(dotEnv), ...parseEnviron(environ) },
    isDotEnvNewer: isNewer(`/proc/${pid}/cwd/.env`, `/proc/${pid}`),
  };
}

function parseEnviron(text: string): Environment {
  const pairs = text.split("\0").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

/** The folder of a process in /proc has the start time of the process. */
function isNewer(file: string, processFolder: string): boolean {
  const written = orUndefined(() => Deno.statSync(file).mtime?.getTime()) ?? 0;
  const started = orUndefined(() => Deno.statSync(processFolder).mtime?.getTime()) ?? Infinity;
  return written > started;
}
