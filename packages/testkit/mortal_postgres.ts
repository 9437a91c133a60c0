import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "packages/storage/embedded_postgres/embedded_postgres.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

/** A durable PostgreSQL that can be killed and comes back at the same address with its data. */
export interface MortalPostgres {
  /** Of a superuser; stays the same over all its lives. */
  readonly url: string;
  /** SIGKILL to the server; its connections end with it. */
  kill(): Promise<void>;
  /** Starts it again, after `kill`; resolves when it has recovered and answers. */
  restart(): Promise<void>;
  /** Ends it and removes all it made. */
  stop(): Promise<void>;
}

/** Starts it in a temporary folder. */
export async function startMortalPostgres(): Promise<MortalPostgres> {
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-postgres-" });
  // As root PostgreSQL runs as another user, who must be able to enter.
  await Deno.chmod(dataDir, 0o755);
  let server = await start(dataDir);
  let alive = true;
  const proxy = startTcpProxy(() => portOf(server));
  const url = new URL(server.url);
  url.port = String(proxy.port);
  return {
    url: url.href,
    async kill() {
      Deno.kill(server.pid!, "SIGKILL");
      alive = false;
      // Nothing is left to end; this gives the folder free.
      await server.close();
    },
    async restart() {
      server = await start(dataDir);
      alive = true;
    },
    async stop() {
      await proxy.stop();
      if (alive) await server.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

function start(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    randomBytes: systemRandomBytes,
    // That it has ended is what was asked for.
    log: createLogger({ level: "error", write: () => {} }),
  });
}

function portOf({ url }: EmbeddedPostgres): number {
  return Number(new URL(url).port);
}
