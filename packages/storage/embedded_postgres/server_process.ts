import type { PostgresBinaries } from "packages/storage/embedded_postgres/binaries.ts";
import type { PostgresFolder, SystemUser } from "packages/storage/embedded_postgres/folder.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

const windows = Deno.build.os === "windows";
const FAST_STOP_MS = 15_000;
const LAST_LINES = 20;

/** A running server, as a child of this process. */
export interface PostgresProcess {
  readonly pid: number;
  readonly port: number;
  /** Resolves with the last log lines when the server has ended. */
  readonly ended: Promise<string>;
  /** Requests the end without waiting, for the exit of this process. */
  signal(): void;
  /** Writes all data to disk and ends the server. Open connections are closed. */
  stop(): Promise<void>;
}

/** For tests, which have many small databases for minutes. */
const NOT_DURABLE = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off",
  "jit=off",
];

/** Starts `postgres` on 127.0.0.1 and returns before it is ready. `durable: false` is faster but may lose data. */
export function spawnPostgres(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
  options: { port: number; durable: boolean },
): PostgresProcess {
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${options.port}`,
    "unix_socket_directories=",
    "shared_buffers=16MB",
    "TimeZone=UTC",
    "log_timezone=UTC",
    // Statements may contain data that must not be logged.
    "log_min_error_statement=panic",
    ...(options.durable ? [] : NOT_DURABLE),
  ];
  const child = new Deno.Command(binaries.postgres, {
    args: ["-D", `${folder.path}/data`, ...settings.flatMap((setting) => ["-c", setting])],
    ...processOptions(folder),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    // In a separate process group, Ctrl-C does not reach the server; this process stops it in order.
    detached: true,
  }).spawn();
  const ended = readLastLines(child.stderr).then(async (lines) => {
    await child.status;
    return lines;
  });
  return {
    pid: child.pid,
    port: options.port,
    ended,
    signal: () => kill(child, "SIGINT"),
    stop: () => stop(child, ended, binaries, folder),
  };
}

/**
 * Runs a program of PostgreSQL until it ends.
 * @throws Error when the program fails; PostgresUnavailableError when it cannot run on this system
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  folder: PostgresFolder,
): Promise<void> {
  const output = await new Deno.Command(program, {
    args: [...args],
    ...processOptions(folder),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output().catch((error) => {
    throw cannotRun(error);
  });
  if (output.success) return;
  const message = new TextDecoder().decode(output.stderr).trim();
  if (output.code === 127) throw cannotRun(new Error(message));
  throw new Error(`Cannot run ${program}: ${message || `it ended with code ${output.code}`}`);
}

/**
 * Stops a server that a killed process has left running on the folder. Only the owner of the folder
 * may call it. Returns whether a server was stopped.
 */
export async function stopOrphan(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
): Promise<boolean> {
  const data = `${folder.path}/data`;
  const file = await Deno.readTextFile(`${data}/postmaster.pid`).catch(() => undefined);
  const pid = Number(file?.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (!await isPostgresOf(pid, data)) {
    // The number may belong to another program now, which PostgreSQL would mistake for a server.
    await Deno.remove(`${data}/postmaster.pid`);
    return false;
  }
  const stopWith = (mode: string) =>
    runProgram(binaries.pgCtl, ["stop", "-D", data, "-m", mode, "-w", "-t", "15"], folder);
  await stopWith("fast").catch(() => stopWith("immediate"));
  return true;
}

/** Whether the process `pid` runs and is a PostgreSQL server on the folder `data`. */
async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  if (windows) return true;
  if (Deno.build.os === "linux") {
    const line = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    return line.split("\0").includes(data);
  }
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "args=", "-p", String(pid)] })
    .output();
  return new TextDecoder().decode(stdout).includes(data);
}

async function stop(
  child: Deno.ChildProcess,
  ended: Promise<string>,
  binaries: PostgresBinaries,
  folder: PostgresFolder,
): Promise<void> {
  if (windows) {
    await runProgram(binaries.pgCtl, ["stop", "-D", `${folder.path}/data`, "-m", "fast"], folder)
      .catch(() => {});
  }
  const timers = (["SIGQUIT", "SIGKILL"] as const).map((signal, index) =>
    setTimeout(() => kill(child, signal), FAST_STOP_MS * (index + 1))
  );
  kill(child, "SIGINT");
  await ended;
  timers.forEach(clearTimeout);
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function processOptions({ path, user }: { path: string; user?: SystemUser }) {
  return {
    // The user of PostgreSQL may not enter our working folder. PG* variables must not affect the server.
    cwd: path,
    clearEnv: !windows,
    env: { LC_ALL: "C" },
    ...user,
  };
}

function cannotRun(error: Error): PostgresUnavailableError {
  return new PostgresUnavailableError(
    `Cannot run the PostgreSQL from npm on this system (it needs glibc): ${error.message}. ` +
      "Set DATABASE_URL",
    { cause: error },
  );
}

async function readLastLines(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let lines: string[] = [];
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    lines = [...lines, ...text.split("\n").filter(Boolean)].slice(-LAST_LINES);
  }
  return lines.join("\n");
}
