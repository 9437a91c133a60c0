import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { startEmbeddedPostgres } from "packages/storage/embedded_postgres/embedded_postgres.ts";

/** A PostgreSQL on 127.0.0.1, started for tests. */
export interface PostgresServer {
  readonly url: string;
  readonly pid: number;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL from npm binaries in a temporary folder, without waiting for the disk at commits. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-postgres-" });
  // When the test runs as root, PostgreSQL runs as another user, which must be able to read the folder.
  await Deno.chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    randomBytes: systemRandomBytes,
    log: createLogger({ level: "error" }),
  });
  if (server.pid === undefined) throw new Error("Cannot use a PostgreSQL of another process");
  return {
    url: server.url,
    pid: server.pid,
    async stop() {
      await server.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}
