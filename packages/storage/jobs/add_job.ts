import type { PendingQuery, Row, Sql, TransactionSql } from "postgres";
import { HINT_CHANNEL, hintText } from "packages/storage/jobs/job_hints.ts";

/** A job before it is in the table. */
export interface NewJob {
  readonly queue: string;
  /** Undefined: the job has no order. */
  readonly key: string | undefined;
  readonly isWakeUp: boolean;
  readonly id: string;
  readonly payload: unknown;
  readonly traceparent: string | undefined;
  /** Milliseconds until it may start. */
  readonly afterMs: number;
  /** Whether a waiting wake-up of the key may start now. */
  readonly hastens: boolean;
}

/** A part of a statement. */
export type Fragment = PendingQuery<Row[]>;

/** Adds a job and notifies the workers, both when `sql`, if it is a transaction, is committed. */
export async function addJob(sql: Sql | TransactionSql, job: NewJob): Promise<void> {
  await sql`with ${jobParts(sql, job, sql`true`)} select count(*) from hint`;
}

/**
 * Returns the parts of a `with` clause that add a job where `condition` is true. The caller's statement must read the part
 * `hint`, otherwise PostgreSQL does not run it.
 *
 * A row of a key is locked until the sender's transaction ends. So senders of one key write in the order of their commits,
 * and a worker, which skips locked rows, does not run a wake-up before it can see what its sender wrote.
 */
export function jobParts(sql: Sql | TransactionSql, job: NewJob, condition: Fragment): Fragment {
  const { queue, id, key = id, isWakeUp, traceparent = null, afterMs } = job;
  const payload = sql.json(job.payload as never);
  return sql`
    job as (
      insert into jobs.jobs (queue, key, id, is_wake_up, payload, traceparent, due_at)
      select ${queue}::text, ${key}::text, ${id}::uuid, ${isWakeUp}::boolean, ${payload}::jsonb,
        ${traceparent}::text, now() + ${afterMs}::float8 * interval '1 millisecond'
      where ${condition}
      on conflict (queue, key) ${onConflict(sql, job)}
      returning queue, key, id),
    backlog as (
      insert into jobs.backlog (queue, key, id, payload, traceparent)
      select queue, key, ${id}::uuid, ${payload}::jsonb, ${traceparent}::text
      from job where id <> ${id}::uuid and not ${isWakeUp}::boolean),
    hint as (select pg_notify(${HINT_CHANNEL}, ${hintText(queue, afterMs)}) from job)`;
}

function onConflict(sql: Sql | TransactionSql, { key, isWakeUp, hastens }: NewJob): Fragment {
  if (key === undefined) return sql`do nothing`;
  if (!isWakeUp) return sql`do update set behind = jobs.behind + 1`;
  return sql`do update set
    due_at = case when jobs.taken_by is null and ${hastens}::boolean
      then least(jobs.due_at, excluded.due_at) else jobs.due_at end,
    again_at = case when jobs.taken_by is null then jobs.again_at
      else least(jobs.again_at, excluded.due_at) end`;
}
