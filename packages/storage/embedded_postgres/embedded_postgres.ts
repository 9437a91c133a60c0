import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import {
  installPostgresBinaries,
  type PostgresBinaries,
} from "packages/storage/embedded_postgres/binaries.ts";
import { initializeDatabase, readPassword } from "packages/storage/embedded_postgres/database.ts";
import {
  choosePostgresFolder,
  type PostgresFolder,
} from "packages/storage/embedded_postgres/folder.ts";
import {
  claimFolder,
  type Ownership,
  readOwnersPort,
  refuseFolder,
} from "packages/storage/embedded_postgres/owner.ts";
import {
  type PostgresProcess,
  spawnPostgres,
  stopOrphan,
} from "packages/storage/embedded_postgres/server_process.ts";
import { keepRunning } from "packages/storage/embedded_postgres/keep_running.ts";
import { logIn } from "packages/storage/embedded_postgres/login.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

const READY_WITHIN_MS = 60_000;
const ATTACH_WITHIN_MS = 15_000;
/** Log lines of a server that may start a moment later or on another port. */
const CAN_BE_RETRIED = /shared memory block .* still in use|could not bind|address already in use/i;

/** How to start the server. */
export interface EmbeddedPostgresOptions {
  /** The data folder; created if absent. */
  readonly dataDir: string;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Default true. False only in tests: a crash of the machine may lose data. */
  readonly durable?: boolean;
  /** Default: a free port. Tests give one, so that a restarted server has the same address. */
  readonly port?: number;
  /** Whether to use the server of another process if one runs already. Default false: that is an error. */
  readonly attach?: boolean;
}

/** A PostgreSQL on 127.0.0.1, run from npm binaries. */
export interface EmbeddedPostgres {
  /** `postgres://…` with the password. Never log it. */
  readonly url: string;
  /** The process id of the server; undefined when another process runs it. */
  readonly pid: number | undefined;
  readonly folder: PostgresFolder;
  /** Resolves when the server has ended and could not be started again. Never when another process runs it. */
  readonly failure: Promise<Error>;
  /** Ends the server, unless another process runs it. Close the connections before. */
  close(): Promise<void>;
}

/**
 * Starts a PostgreSQL, and starts it again when it ends by itself. Its files are stored in `dataDir` (or outside, see `choosePostgresFolder`).
 * Creates the database at the first start, and stops a server that a killed process has left
 * running. Resolves when the server answers.
 * @throws PostgresUnavailableError when the folder is in use, or the server cannot run here
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { folder, ownership } = await claimDataDir(options.dataDir);
  if (ownership === undefined) {
    if (options.attach === true) return await attach(folder);
    throw await refuseFolder(folder.path);
  }
  if (folder.outsideBecause !== undefined) {
    const { path, outsideBecause: reason } = folder;
    options.log.info("postgres_folder_outside", { path, reason });
  }
  try {
    const binaries = await installPostgresBinaries(folder.path);
    await initializeDatabase(binaries, folder, options.randomBytes);
    const server = await startServer(binaries, folder, options);
    // On the same port, which the driver knows.
    const restart = () => startServer(binaries, folder, { ...options, port: server.port });
    return await own(server, restart, folder, ownership, options.log);
  } catch (error) {
    await ownership.release();
    throw error;
  }
}

async function claimDataDir(dataDir: string) {
  try {
    const folder = await choosePostgresFolder(dataDir);
    return { folder, ownership: await claimFolder(folder) };
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new PostgresUnavailableError(
      `Cannot start PostgreSQL in ${dataDir}: ${error.message}. ` +
        "Run as the owner of the folder, use another DATA_DIR, or set DATABASE_URL",
      { cause: error },
    );
  }
}

async function attach(folder: PostgresFolder): Promise<EmbeddedPostgres> {
  const deadlineMs = performance.now() + ATTACH_WITHIN_MS;
  while (performance.now() < deadlineMs) {
    const port = await readOwnersPort(folder.path);
    if (port !== undefined) {
      const url = serverUrl(port, await readPassword(folder));
      const failure = new Promise<Error>(() => {});
      return { url, pid: undefined, folder, failure, close: () => Promise.resolve() };
    }
    await pause(50);
  }
  throw await refuseFolder(folder.path);
}

async function startServer(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
  options: EmbeddedPostgresOptions,
): Promise<PostgresProcess> {
  if (await stopOrphan(binaries, folder)) {
    options.log.warn("postgres_orphan_stopped", { path: folder.path });
  }
  const password = await readPassword(folder);
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (true) {
    const server = spawnPostgres(binaries, folder, {
      port: options.port ?? freePort(),
      durable: options.durable !== false,
    });
    const waiting = new AbortController();
    const outcome = await Promise.race([
      server.ended,
      logIn(serverUrl(server.port, password), waiting.signal, READY_WITHIN_MS),
    ]).catch((error: Error) => error);
    waiting.abort();
    if (outcome === true) return server;
    await server.stop();
    const reason = outcome instanceof Error ? outcome.message : String(outcome);
    if (performance.now() > deadlineMs || !CAN_BE_RETRIED.test(reason)) {
      throw new PostgresUnavailableError(
        `Cannot start PostgreSQL in ${folder.path}: ${reason}. Fix that, or set DATABASE_URL`,
      );
    }
    await pause(100);
  }
}

/** Makes the started server a resource of this process: it is kept running, and ends by `close` or with the process. */
async function own(
  server: PostgresProcess,
  restart: () => Promise<PostgresProcess>,
  folder: PostgresFolder,
  ownership: Ownership,
  log: Logger,
): Promise<EmbeddedPostgres> {
  const kept = keepRunning(server, { path: folder.path, restart, log });
  globalThis.addEventListener("unload", kept.signal);
  await ownership.announce(server.port);
  return {
    url: serverUrl(server.port, await readPassword(folder)),
    get pid() {
      return kept.pid;
    },
    folder,
    failure: kept.failure,
    async close() {
      globalThis.removeEventListener("unload", kept.signal);
      await kept.stop();
      await ownership.release();
    },
  };
}

function serverUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
