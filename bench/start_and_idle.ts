import { startRedisServer } from "packages/testkit/redis_server.ts";
import { startExpressServer } from "bench/messages/express_server.ts";
import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median } from "bench/harness/statistics.ts";
import { type RunningService, type ServiceName, startService } from "bench/harness/service.ts";
import { residentKib } from "bench/harness/usage.ts";

const NAMES: readonly ServiceName[] = ["auth", "callback", "ai-reply"];
const IDLE_MS = 3_000;

interface Start {
  readonly startMs: number;
  readonly mebibytes: number;
}

/** How long each service needs until it is ready, and its memory when it does nothing, beside the express server. */
export async function startAndIdle(options: BenchOptions): Promise<Row[]> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await options.postgres.createDatabase("idle"));
  const redis = await startRedisServer();
  parts.defer(redis.stop);
  const servers = { databaseUrl: database.url, redisUrl: redis.url };
  const starts = new Map<ServiceName | "express", Start[]>();
  // The first round fills caches of files and of compiled code.
  for (let count = 0; count <= options.rounds; count += 1) {
    for (const name of [...NAMES, "express"] as const) {
      const start = await measureStart(() =>
        name === "express" ? startExpressServer(database.url) : startService(name, servers)
      );
      if (count > 0) starts.set(name, [...starts.get(name) ?? [], start]);
    }
  }
  const list = (name: ServiceName | "express", what: keyof Start) =>
    starts.get(name)!.map((start) => start[what]);
  const rows = (what: keyof Start, title: string, unit: string, max: number) =>
    NAMES.map((name) => {
      const ours = list(name, what);
      const isMet = median(ours) <= max;
      const peer = list("express", what);
      return comparedRow({
        what: `${title}, ${name}`,
        goal: `≤ ${max} ${unit}`,
        unit,
        ours,
        peer,
        isMet,
      });
    });
  return [
    ...rows("startMs", "from start to ready", "ms", 450),
    ...rows("mebibytes", "resident memory, idle", "MiB", 95),
  ];
}

async function measureStart(start: () => Promise<RunningService>): Promise<Start> {
  await using service = await start();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return { startMs: service.startMs, mebibytes: residentKib(service.pid) / 1024 };
}
