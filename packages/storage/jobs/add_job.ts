import type { PgBoss } from "pg-boss";
import type { TransactionSql } from "postgres";
import { bossTransaction } from "packages/storage/jobs/pg_boss_adapter.ts";
import type { JobData } from "packages/storage/jobs/job_data.ts";
import { hintJob } from "packages/storage/jobs/job_hints.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";
import { holdWaitingJob } from "packages/storage/jobs/job_table.ts";

/** Another process may add and start a job of the same key between our search and our insert, repeatedly. */
const ADD_TRIES = 10;

/** A job before it is in the table. */
export interface NewJob {
  readonly queue: Pick<AnyQueue, "name" | "policy">;
  readonly data: JobData | null;
  /** The key of a stately queue, or the order key. */
  readonly key?: string | undefined;
  readonly afterMs?: number | undefined;
  readonly hastens?: boolean | undefined;
  readonly id: string;
}

/**
 * Adds a job and notifies the workers; both take effect when `tx` is committed. On a stately queue, a waiting job of the
 * same key is held until then instead: pg-boss would drop the new job, the waiting one could run before the commit, and
 * no job would see the rows that `tx` wrote.
 */
export async function addJob(tx: TransactionSql, boss: PgBoss, job: NewJob): Promise<void> {
  const { queue: { name, policy }, data, key, id, afterMs = 0, hastens = false } = job;
  const options = {
    db: bossTransaction(tx),
    id,
    startAfter: afterMs / 1_000,
    ...key === undefined ? {} : { singletonKey: key },
  };
  for (let tries = 0; tries < ADD_TRIES; tries += 1) {
    const wakes = policy === "stately" && key !== undefined;
    if (wakes && await holdWaitingJob(tx, name, key, hastens)) return await hintJob(tx, name, 0);
    if (await boss.send(name, data, options) !== null) return await hintJob(tx, name, afterMs);
    // A standard queue refuses a job only when its id exists already.
    if (policy !== "stately") return;
  }
  throw new Error(`Cannot send to the queue ${name}: other processes keep adding jobs of this key`);
}
