import { z } from "zod";
import { systemClock } from "packages/platform/clock.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { medianRatio } from "bench/harness/statistics.ts";

const BUSY_JOBS = 5_000;
const JOBS = 2_000;
const SENDERS = 200;
const BUSY = "busy";
const CONCURRENCY = 4;

const filing: QueueDefinition<{ sender: string }> = {
  name: "bench.filing",
  schema: z.object({ sender: z.string() }),
  key: ({ sender }) => sender,
};

/** Whether the jobs of other senders are done as fast while one sender has thousands that wait. */
export async function busySender(options: BenchOptions): Promise<Row[]> {
  const alone: number[] = [];
  const fresh: number[] = [];
  const stale: number[] = [];
  // The first round is warm-up.
  for (let count = 0; count <= options.rounds; count += 1) {
    const rates = [
      await measureFiling(options, 1, "after"),
      await measureFiling(options, BUSY_JOBS, "after"),
      await measureFiling(options, BUSY_JOBS, "before"),
    ];
    if (count > 0) [alone, fresh, stale].forEach((list, index) => list.push(rates[index]!));
  }
  const row = (ours: readonly number[], statistics: string) =>
    comparedRow({
      what: `jobs of others while one sender has ${BUSY_JOBS} (${statistics}); peer: it has one`,
      goal: "≥ 0.9",
      unit: "/s",
      ours,
      peer: alone,
      isMet: medianRatio(ours, alone) >= 0.9,
    });
  return [row(fresh, "fresh statistics"), row(stale, "statistics of an empty table")];
}

/** Jobs per second, while a job of the busy sender runs. @param analyze when PostgreSQL counts rows: the jobs exist, or not */
async function measureFiling(
  { postgres }: BenchOptions,
  busyJobs: number,
  analyze: "before" | "after",
): Promise<number> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await postgres.createDatabase("filing"));
  await database.sql.unsafe("alter table jobs.jobs set (autovacuum_enabled = off)");
  await database.sql.unsafe("alter table jobs.backlog set (autovacuum_enabled = off)");
  const queue = createJobQueue({
    sql: database.sql,
    queues: [filing],
    log: createLogger({ level: "error" }),
    clock: systemClock,
    randomBytes: systemRandomBytes,
  });
  if (analyze === "before") await database.sql.unsafe("analyze jobs.jobs, jobs.backlog");
  await database.sql.begin(async (tx) => {
    for (let sent = 0; sent < busyJobs; sent += 1) {
      await queue.send(filing, { sender: BUSY }, { tx });
    }
  });
  await database.sql.begin(async (tx) => {
    for (let sent = 0; sent < JOBS; sent += 1) {
      await queue.send(filing, { sender: `sender${sent % SENDERS}` }, { tx });
    }
  });
  if (analyze === "after") await database.sql.unsafe("analyze jobs.jobs, jobs.backlog");
  const allDone = Promise.withResolvers<void>();
  const isOver = Promise.withResolvers<void>();
  let done = 0;
  let startedAt = 0;
  queue.work(filing, async ({ payload }) => {
    startedAt ||= performance.now();
    if (payload.sender === BUSY) return await isOver.promise;
    done += 1;
    if (done === JOBS) allDone.resolve();
  }, { concurrency: CONCURRENCY });
  await queue.start();
  await allDone.promise;
  const seconds = (performance.now() - startedAt) / 1000;
  isOver.resolve();
  await queue.stop();
  return JOBS / seconds;
}
