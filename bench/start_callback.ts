import { services } from "embedded/services.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { startEmbeddedPostgres } from "packages/storage/embedded_postgres/embedded_postgres.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { startServiceProcess } from "packages/testkit/service_process.ts";

/** Token and key of the measured process. */
export const BENCHED_KEYS = {
  token: "aTokenForBenches",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

/** The model answers so late that all conversations stay open. */
const MODEL_TAKES_MS = 30_000;

/** One callback process with the released flags, on its own servers. */
export interface BenchedCallback {
  readonly url: string;
  /** The end of its output. */
  recentOutput(): string;
  /** The rows in the inbox, and the conversations that wait for the model. */
  counts(): Promise<{ rows: number; open: number }>;
  stop(): Promise<void>;
}

/**
 * Starts `callback` and `ai-reply` with Redis, a PostgreSQL that syncs every commit to disk, and a simulated model that
 * takes 30 s for every answer.
 */
export async function startCallback(): Promise<BenchedCallback> {
  const log = createLogger({ level: "error" });
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-bench-" });
  await Deno.chmod(dataDir, 0o755);
  const randomBytes = systemRandomBytes;
  const server = await startEmbeddedPostgres({ dataDir, durable: true, randomBytes, log });
  const postgres = await openPostgres({ databaseUrl: server.url, maxConnections: 2 });
  const { sql } = postgres;
  await migrate(sql, migrationSources(services));
  const redis = await startRedisServer();
  const llm = await startServiceProcess({ name: "sim:llm", env: {}, readyPath: "/" });
  await fetch(`${llm.url}/_control/scenarios`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ delayMs: MODEL_TAKES_MS }),
  });
  const env = {
    PUBLIC_URL: "http://127.0.0.1",
    DATABASE_URL: server.url,
    REDIS_URL: redis.url,
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_TOKEN: BENCHED_KEYS.token,
    WECOM_ENCODING_AES_KEY: BENCHED_KEYS.encodingAesKey,
    AI_BASE_URL: `${llm.url}/v1`,
    AI_API_KEY: "simulated-llm-key",
  };
  const callback = await startServiceProcess({ name: "callback", env });
  const reply = await startServiceProcess({ name: "ai-reply", env });
  return {
    url: callback.url,
    recentOutput: () => callback.output().slice(-2_000),
    async counts() {
      const [counts] = await sql<[{ rows: number; open: number }]>`
        select (select count(*)::int from callback.inbox) as rows,
          (select count(*)::int from ai_reply.turns where status = 'thinking') as open`;
      return counts;
    },
    async stop() {
      await Promise.all([callback, reply, llm].map((process) => process.kill()));
      await postgres.close();
      await server.close();
      await redis.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}
