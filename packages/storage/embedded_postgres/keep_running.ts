import type { Logger } from "packages/platform/log.ts";
import type { PostgresProcess } from "packages/storage/embedded_postgres/server_process.ts";

/** When more starts are needed within this time, the cause is one that they do not remove, such as a full disk. */
const RESTARTS_MAX = 5;
const RESTARTS_WITHIN_MS = 600_000;
const PAUSE_MS = 1_000;

/** A server that is started again when it ends by itself. */
export interface KeptServer {
  /** The process id of the present server. */
  readonly pid: number;
  /** Resolves when the server has ended and is not started again. The message has the cause and the next step. */
  readonly failure: Promise<Error>;
  /** Requests the end without waiting, for the exit of this process. */
  signal(): void;
  stop(): Promise<void>;
}

/** How to keep a server running. */
export interface KeepRunningOptions {
  /** The data folder, for the log. */
  readonly path: string;
  /** Starts a server on the same folder and port. */
  readonly restart: () => Promise<PostgresProcess>;
  readonly log: Logger;
  /** The pause after a start that failed, in milliseconds. Default 1 000. */
  readonly pauseMs?: number;
  /** A monotonic clock in milliseconds. Default: the machine's. */
  readonly now?: () => number;
}

/**
 * Keeps an embedded server running: one that was killed (often by the kernel, for memory) is started again and recovers
 * its data, at most five times in ten minutes.
 */
export function keepRunning(
  first: PostgresProcess,
  { path, restart, log, pauseMs = PAUSE_MS, now = () => performance.now() }: KeepRunningOptions,
): KeptServer {
  let server = first;
  let isStopping = false;
  const restartedAt: number[] = [];
  const failure = Promise.withResolvers<Error>();

  async function watch(): Promise<void> {
    while (true) {
      const lastLines = await server.ended;
      if (isStopping) return;
      log.error("postgres_ended", { path, lastLines });
      server = await startAgain(lastLines);
      if (isStopping) return await server.stop();
      log.warn("postgres_restarted", { path });
    }
  }

  /** A start may fail too: the new server can be killed while it recovers the data. */
  async function startAgain(reason: string): Promise<PostgresProcess> {
    const recent = restartedAt.filter((at) => now() - at < RESTARTS_WITHIN_MS);
    if (isStopping || recent.length >= RESTARTS_MAX) {
      throw new Error(
        `the embedded PostgreSQL in ${path} ended, and ${RESTARTS_MAX} starts within ten minutes did not help: ` +
          reason.trim().split("\n").at(-1),
      );
    }
    restartedAt.push(now());
    try {
      return await restart();
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      log.warn("postgres_restart_failed", { path, reason: failure });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return await startAgain(failure);
    }
  }

  const watching = watch().catch((error) => {
    if (isStopping) return;
    const reason = error instanceof Error ? error.message : String(error);
    const step = "Look at free memory and disk, then start this process again";
    failure.resolve(new Error(`${reason.replace(/\.$/, "")}. ${step}`));
  });

  return {
    get pid() {
      return server.pid;
    },
    failure: failure.promise,
    signal: () => server.signal(),
    async stop() {
      isStopping = true;
      await server.stop();
      await watching;
    },
  };
}
