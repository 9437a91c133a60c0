import type { Sql, TransactionSql } from "postgres";
import type { Fragment } from "packages/storage/jobs/add_job.ts";

/** Without a heartbeat for so long, another worker takes the job. */
const LEASE = "10 seconds";

/** A job that this process has taken. */
export interface TakenJob {
  readonly queue: string;
  readonly key: string;
  readonly id: string;
  readonly payload: unknown;
  readonly traceparent: string | null;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Identifies the attempt. */
  readonly takenBy: string;
}

/** A queue, and how many of its jobs may start now. */
export interface Wanted {
  readonly queue: string;
  readonly free: number;
}

/**
 * Takes jobs that are due, of several queues at once. A job whose worker was killed is due when its lease has passed. The
 * table has one row per key, so the number of jobs that wait behind others does not matter.
 */
export async function takeJobs(
  sql: Sql | TransactionSql,
  wanted: readonly Wanted[],
): Promise<TakenJob[]> {
  return await sql<TakenJob[]>`
    with next as (
      select due.row
      from unnest(${wanted.map(({ queue }) => queue)}::text[],
        ${wanted.map(({ free }) => free)}::integer[]) as wanted (queue, free)
      cross join lateral (
        select ctid as row from jobs.jobs
        where queue = wanted.queue and due_at <= now()
        order by due_at, id limit wanted.free for update skip locked) as due)
    update jobs.jobs as job
    set taken_by = gen_random_uuid(), attempt = attempt + 1, due_at = now() + ${LEASE}::interval
    from next where job.ctid = next.row
    returning job.queue, job.key, job.id, payload, traceparent, attempt, taken_by as "takenBy"`;
}

/** Extends the leases of running jobs. Returns those that another worker has not taken: their `takenBy`. */
export async function extendLeases(sql: Sql, jobs: readonly TakenJob[]): Promise<string[]> {
  const rows = await sql<{ takenBy: string }[]>`
    update jobs.jobs as job set due_at = now() + ${LEASE}::interval
    from unnest(${jobs.map(({ queue }) => queue)}::text[], ${jobs.map(({ key }) => key)}::text[],
      ${jobs.map(({ takenBy }) => takenBy)}::uuid[]) as ours (queue, key, taken_by)
    where job.queue = ours.queue and job.key = ours.key and job.taken_by = ours.taken_by
    returning job.taken_by as "takenBy"`;
  return rows.map(({ takenBy }) => takenBy);
}

/** The end of a job. `next`: the next job of its key may start. `lost`: another worker has the job. */
export type JobEnd = "last" | "next" | "lost";

/** Deletes a done job. */
export async function endJob(sql: Sql | TransactionSql, job: TakenJob): Promise<JobEnd> {
  const { count } = await sql`
    delete from jobs.jobs where ${isOurs(sql, job)} and behind = 0 and again_at is null`;
  if (count === 1) return "last";
  return await startNext(sql, job) ? "next" : "lost";
}

/** Replaces a done job with the next one of its key. Returns false when another worker has the job. */
async function startNext(sql: Sql | TransactionSql, job: TakenJob): Promise<boolean> {
  // The lock comes first: a sender may be adding to the backlog.
  const { count } = await sql`
    with ours as materialized (
      select queue, key, again_at from jobs.jobs where ${isOurs(sql, job)} for update),
    first as (
      delete from jobs.backlog where position = (
        select position from jobs.backlog join ours using (queue, key) order by position limit 1)
        and queue = ${job.queue} and key = ${job.key}
      returning id, payload, traceparent, sent_at)
    update jobs.jobs as job set
      taken_by = null, attempt = 0, again_at = null,
      due_at = coalesce(ours.again_at, now()),
      id = coalesce(first.id, job.id),
      payload = coalesce(first.payload, job.payload),
      traceparent = case when first.id is null then job.traceparent else first.traceparent end,
      sent_at = coalesce(first.sent_at, now()),
      behind = job.behind - case when first.id is null then 0 else 1 end
    from ours left join first on true
    where job.queue = ours.queue and job.key = ours.key`;
  return count === 1;
}

/** Lets a failed job wait for its next attempt. Returns false when another worker has the job. */
export async function retryJob(sql: Sql, job: TakenJob, afterMs: number): Promise<boolean> {
  const { count } = await sql`
    update jobs.jobs
    set taken_by = null, due_at = now() + ${afterMs}::float8 * interval '1 millisecond'
    where ${isOurs(sql, job)}`;
  return count === 1;
}

/** Returns a job to its queue as if it had not been taken. Returns false when another worker has the job. */
export async function handBackJob(sql: Sql, job: TakenJob): Promise<boolean> {
  const { count } = await sql`
    update jobs.jobs set taken_by = null, attempt = attempt - 1, due_at = now()
    where ${isOurs(sql, job)}`;
  return count === 1;
}

/** Makes a job a dead letter, and ends it. */
export async function buryJob(sql: Sql, job: TakenJob, error: string): Promise<JobEnd> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      insert into jobs.dead_letters
        (id, queue, key, is_wake_up, payload, traceparent, error, attempts, sent_at)
      select gen_random_uuid(), queue, key, is_wake_up, payload, traceparent, ${error}, attempt, sent_at
      from jobs.jobs where ${isOurs(tx, job)} for update`;
    return count === 1 ? await endJob(tx, job) : "lost";
  });
}

function isOurs(sql: Sql | TransactionSql, { queue, key, takenBy }: TakenJob): Fragment {
  return sql`queue = ${queue} and key = ${key} and taken_by = ${takenBy}`;
}
