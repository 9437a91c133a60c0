import { startRedisServer } from "packages/testkit/redis_server.ts";
import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { type ServiceName, startService } from "bench/harness/service.ts";

const NAMES: readonly ServiceName[] = ["auth", "callback", "ai-reply"];
/** After the start, recurring work runs once. */
const SETTLE_MS = 5_000;
const SECONDS = 30;

/** How many statements a process sends to PostgreSQL when it does nothing. */
export async function idleStatements({ postgres }: BenchOptions): Promise<Row[]> {
  await using parts = new AsyncDisposableStack();
  const redis = await startRedisServer();
  parts.defer(redis.stop);
  const counters: (() => Promise<number>)[] = [];
  for (const name of NAMES) {
    // A database for each, so that their statements are counted apart.
    const database = parts.use(await postgres.createDatabase(name.replace("-", "_")));
    parts.use(await startService(name, { databaseUrl: database.url, redisUrl: redis.url }));
    counters.push(database.countStatements);
  }
  await wait(SETTLE_MS);
  const before = await Promise.all(counters.map((count) => count()));
  await wait(SECONDS * 1000);
  const after = await Promise.all(counters.map((count) => count()));
  return NAMES.map((name, index) => {
    const perSecond = (after[index]! - before[index]!) / SECONDS;
    return comparedRow({
      what: `statements per second, idle, ${name}`,
      goal: "≤ 2",
      unit: "/s",
      ours: [perSecond],
      isMet: perSecond <= 2,
    });
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
