import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "packages/storage/embedded_postgres/embedded_postgres.ts";
import { freePort } from "packages/testkit/free_port.ts";

/** A durable PostgreSQL that a test can kill and restart at the same address with its data. */
export interface CrashablePostgres {
  /** For a superuser. It stays the same after a restart. */
  readonly url: string;
  /** Ends the server and its connections by SIGKILL. */
  kill(): Promise<void>;
  /** Starts the server again after `kill`. Resolves when it has recovered and accepts queries. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/** Starts the server in a temporary folder. */
export async function startCrashablePostgres(): Promise<CrashablePostgres> {
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-postgres-" });
  // When the test runs as root, PostgreSQL runs as another user, which must be able to read the folder.
  await Deno.chmod(dataDir, 0o755);
  const port = freePort();
  let server = await start(dataDir, port);
  let isRunning = true;
  return {
    url: server.url,
    async kill() {
      Deno.kill(server.pid!, "SIGKILL");
      isRunning = false;
      // The server has ended already; this releases the folder.
      await server.close();
    },
    async restart() {
      server = await start(dataDir, port);
      isRunning = true;
    },
    async stop() {
      if (isRunning) await server.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

function start(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    port,
    randomBytes: systemRandomBytes,
    // The log would report the kill as an error.
    log: createLogger({ level: "error", write: () => {} }),
  });
}
