import type { Sql } from "postgres";
import { systemClock } from "packages/platform/clock.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyQueue, JobQueue } from "packages/storage/jobs/job_queue.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";

export const quietLog = createLogger({ level: "error", write: () => {} });

/** Creates a job queue with `queues`; it is not started. */
export function testJobQueue(sql: Sql, queues: readonly AnyQueue[]): JobQueue {
  const outside = { clock: systemClock, randomBytes: systemRandomBytes, log: quietLog };
  return createJobQueue({ sql, queues, ...outside });
}

/** Starts a job queue with `queues`, runs `work`, and stops it. */
export async function withJobs(
  sql: Sql,
  queues: readonly AnyQueue[],
  work: (jobs: JobQueue) => Promise<void>,
): Promise<void> {
  const jobs = testJobQueue(sql, queues);
  await jobs.start();
  try {
    await work(jobs);
  } finally {
    await jobs.stop();
  }
}
