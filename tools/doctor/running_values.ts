import { parseEnv } from "node:util";
import type { Environment } from "packages/platform/config/load_config.ts";
import { findPortHolder, readProc } from "tools/doctor/port_holder.ts";
import { readText } from "tools/doctor/settings.ts";

/** What the process that listens was started with, as far as the system tells. */
export interface RunningValues {
  readonly pid: number;
  /** Its environment over the `.env` of its folder. */
  readonly env: Environment;
  /** The `.env` of its folder was written after it had started: it runs with what stood there before. */
  readonly isDotEnvNewer: boolean;
}

/** Looks into the process that listens on `port`; undefined where that is not possible (other systems, other users). */
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

/** The folder of a process in /proc is as old as the process. */
function isNewer(file: string, processFolder: string): boolean {
  try {
    const written = Deno.statSync(file).mtime?.getTime() ?? 0;
    const started = Deno.statSync(processFolder).mtime?.getTime() ?? Infinity;
    return written > started;
  } catch {
    return false;
  }
}
