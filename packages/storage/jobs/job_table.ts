import type postgres from "postgres";
import type { JobData } from "packages/storage/jobs/job_data.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** A job that this process has taken. It is `active`; no other worker takes it while heartbeats arrive. */
export interface TakenJob {
  readonly id: string;
  readonly data: JobData | null;
  /** 0 in the first attempt. Identifies the attempt. */
  readonly retryCount: number;
}

/** SQLSTATE "unique_violation". */
const UNIQUE_VIOLATION = "23505";

/**
 * Creates the index with which `takeJob` finds out whether a job is the first of its order. Without it each call would
 * sort all waiting jobs. Several processes may call this at once.
 */
export async function indexOrders(sql: postgres.Sql): Promise<void> {
  // `create index if not exists` blocks senders even when the index exists.
  const [present] = await sql`select to_regclass('pgboss.wecom_stack_job_orders') as index`;
  if (present?.index !== null) return;
  await sql.begin(async (tx) => {
    // Without this lock, two processes that create the index at once would fail.
    await tx`lock table pgboss.job in share row exclusive mode`;
    await tx`
      create index if not exists wecom_stack_job_orders
      on pgboss.job (name, singleton_key, created_on, id)
      where state <= 'active' and singleton_key is not null`;
  });
}

/**
 * Takes the next job that is due, or returns undefined. Used instead of pg-boss's `fetch`: on a stately queue, `fetch`
 * selects the oldest waiting job even while its key is active, fails, and so blocks all other keys. This statement skips
 * keys that are active or wait for their next attempt, and jobs behind another job of their order. Conditions on keys
 * have the form of pg-boss's index `job_i3`, so that PostgreSQL uses it.
 */
export async function takeJob(
  sql: postgres.Sql | postgres.TransactionSql,
  { name, policy, orderKey }: AnyQueue,
): Promise<TakenJob | undefined> {
  // A count, because PostgreSQL would turn `not exists` into a join over all waiting jobs.
  const free = policy !== "stately" ? sql`` : sql`
    and (
      select count(*) from pgboss.job other
      where other.name = ${name} and other.policy = 'stately'
        and other.state in ('retry', 'active') and other.id <> job.id
        and coalesce(other.singleton_key, '') = coalesce(job.singleton_key, '')) = 0`;
  // Only the first unfinished job of an order: one lookup in the index of `indexOrders`.
  const first = orderKey === undefined ? sql`` : sql`
    and (
      select count(*) from (
        select 1 from pgboss.job other
        where other.name = ${name} and other.singleton_key = job.singleton_key
          and other.state <= 'active' and (other.created_on, other.id) < (job.created_on, job.id)
        limit 1) ahead) = 0`;
  const take = () =>
    sql<TakenJob[]>`
      with next as (
        select id from pgboss.job
        where name = ${name} and state < 'active' and not blocked and start_after <= now() ${free} ${first}
        order by priority desc, created_on, id
        limit 1
        for update skip locked)
      update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now(),
        retry_count = retry_count + case when started_on is null then 0 else 1 end
      from next where job.name = ${name} and job.id = next.id
      returning job.id, job.data, job.retry_count as "retryCount"`;
  for (let tries = 1;; tries += 1) {
    try {
      return (await take())[0];
    } catch (error) {
      // Another process took a job of the same key at the same time. The next try sees that job as active.
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION || tries === 5) throw error;
    }
  }
}

/** Writes a heartbeat. Returns false when another worker has the job. */
export async function touchJob(sql: postgres.Sql, queue: string, job: TakenJob): Promise<boolean> {
  const condition = isOurs(sql, queue, job);
  const { count } = await sql`update pgboss.job set heartbeat_on = now() where ${condition}`;
  return count === 1;
}

/** Marks the job as done. Returns false when another worker has the job; then that worker decides the outcome. */
export async function completeJob(
  sql: postgres.Sql,
  queue: string,
  job: TakenJob,
): Promise<boolean> {
  const { count } = await sql`
    update pgboss.job set state = 'completed', completed_on = now() where ${
    isOurs(sql, queue, job)
  }`;
  return count === 1;
}

/** Makes the next failure the last one. */
export async function forbidRetry(sql: postgres.Sql, queue: string, job: TakenJob): Promise<void> {
  await sql`update pgboss.job set retry_limit = retry_count where ${isOurs(sql, queue, job)}`;
}

/** Returns a job to the queue as if it had not been taken. */
export async function releaseJob(sql: postgres.Sql, queue: string, job: TakenJob): Promise<void> {
  await sql`
    update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null,
      started_on = case when retry_count = 0 then null else started_on end,
      retry_count = greatest(retry_count - 1, 0)
    where ${isOurs(sql, queue, job)}`;
}

/**
 * Locks the waiting job of a key until the transaction ends, so that its worker sees the rows that the transaction
 * wrote. With `hastens` the job is then due at once. Returns false when no job waits.
 */
export async function holdWaitingJob(
  tx: postgres.TransactionSql,
  queue: string,
  key: string,
  hastens: boolean,
): Promise<boolean> {
  const waiting = tx`
    name = ${queue} and policy = 'stately' and state in ('created', 'retry')
      and coalesce(singleton_key, '') = ${key}`;
  const { count } = hastens
    ? await tx`update pgboss.job set start_after = least(start_after, now()) where ${waiting}`
    : await tx`select 1 from pgboss.job where ${waiting} for key share`;
  return count > 0;
}

function isOurs(sql: postgres.Sql, queue: string, { id, retryCount }: TakenJob) {
  return sql`name = ${queue} and id = ${id} and state = 'active' and retry_count = ${retryCount}`;
}
