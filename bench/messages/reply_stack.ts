import { startRedisServer } from "packages/testkit/redis_server.ts";
import type { BenchOptions } from "bench/harness/benchmark.ts";
import { type Fakes, startFakes } from "bench/harness/fakes.ts";
import { HttpPool } from "bench/harness/http_connection.ts";
import type { BenchDatabase } from "bench/harness/postgres_server.ts";
import { type RunningService, startService } from "bench/harness/service.ts";
import { sealMessage } from "bench/messages/seal_message.ts";

/** `callback` and `ai-reply`, with a fake WeCom and a fake model. */
export interface ReplyStack extends AsyncDisposable {
  readonly callback: RunningService;
  readonly reply: RunningService;
  readonly fakes: Fakes;
  readonly database: BenchDatabase;
  /** Sends a message of a member. Resolves when it is acknowledged. @throws Error when it is not */
  sendMessage(userId: string): Promise<void>;
  /** Resolves when all messages are answered and no job waits. */
  untilAnswered(): Promise<void>;
}

/** Starts both services on the servers' core. @param viaPort reach PostgreSQL through a proxy on this port */
export async function startReplyStack(
  { postgres }: BenchOptions,
  viaPort?: number,
): Promise<ReplyStack> {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await postgres.createDatabase("messages"));
  const redis = await startRedisServer();
  starting.defer(redis.stop);
  const fakes = starting.use(startFakes());
  const servers = {
    databaseUrl: viaPort === undefined ? database.url : database.urlVia(viaPort),
    redisUrl: redis.url,
    fakesUrl: fakes.url,
  };
  const callback = starting.use(await startService("callback", servers));
  const reply = starting.use(await startService("ai-reply", servers));
  const pool = new HttpPool(callback.port);
  starting.defer(() => pool.close());
  const parts = starting.move();
  return {
    callback,
    reply,
    fakes,
    database,
    async sendMessage(userId) {
      const { status } = await pool.ask(sealMessage(userId));
      if (status !== 200) throw new Error(`A callback got ${status}: ${callback.recentOutput()}`);
    },
    untilAnswered: () => untilAnswered(database),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function untilAnswered({ sql }: BenchDatabase): Promise<void> {
  for (const deadlineMs = performance.now() + 60_000;;) {
    const [row] = await sql<[{ open: number }]>`
      select (select count(*) from jobs.jobs)::int +
        (select count(*) from ai_reply.turns where status in ('thinking', 'sending'))::int as open`;
    if (row.open === 0) return;
    if (performance.now() > deadlineMs) {
      throw new Error(`${row.open} jobs and turns are still open`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
