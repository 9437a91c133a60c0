import type postgres from "postgres";
import type { JobData } from "packages/storage/jobs/job_data.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** A job that this process has taken: it is `active`, and nobody else takes it while its heart beats. */
export interface TakenJob {
  readonly id: string;
  readonly data: JobData | null;
  /** 0 in the first attempt; tells this attempt from a later one. */
  readonly retryCount: number;
}

/** PostgreSQL's "unique violation". */
const UNIQUE_VIOLATION = "23505";

/**
 * Lets `takeJob` see at once whether a job is the first of its order, however many wait: without this index each look
 * would sort them all. Several processes may do it at once.
 */
export async function indexOrders(sql: postgres.Sql): Promise<void> {
  // Creating it would lock senders out, also where it is there.
  const [present] = await sql`select to_regclass('pgboss.wecom_stack_job_orders') as index`;
  if (present?.index !== null) return;
  await sql.begin(async (tx) => {
    // Two that create the same index in the same moment would fail.
    await tx`lock table pgboss.job in share row exclusive mode`;
    await tx`
      create index if not exists wecom_stack_job_orders
      on pgboss.job (name, singleton_key, created_on, id)
      where state <= 'active' and singleton_key is not null`;
  });
}

/**
 * Takes the next job that is due; undefined when there is none. Used instead of pg-boss's `fetch`, which on a stately
 * queue proposes the oldest waiting job even while its key is active, fails on it, and so blocks all other keys. Here a
 * key that is at work, or waits for its next attempt, is passed over; so is what comes behind another job of its order.
 * Conditions on keys are written as in pg-boss's index `job_i3`, so that it is used.
 */
export async function takeJob(
  sql: postgres.Sql | postgres.TransactionSql,
  { name, policy, orderKey }: AnyQueue,
): Promise<TakenJob | undefined> {
  // Counted, not `not exists`: that would be joined, over all waiting jobs, to find the first.
  const free = policy !== "stately" ? sql`` : sql`
    and (
      select count(*) from pgboss.job other
      where other.name = ${name} and other.policy = 'stately'
        and other.state in ('retry', 'active') and other.id <> job.id
        and coalesce(other.singleton_key, '') = coalesce(job.singleton_key, '')) = 0`;
  // Of jobs that are done in order only the first one that is not over: one look into the index of `indexOrders`.
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
      // Another process took a job of the same key in the same moment; now it is seen as active.
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION || tries === 5) throw error;
    }
  }
}

/** Shows that the job is still worked on. False when it is no longer ours. */
export async function touchJob(sql: postgres.Sql, queue: string, job: TakenJob): Promise<boolean> {
  const { count } = await sql`update pgboss.job set heartbeat_on = now() where ${
    ours(sql, queue, job)
  }`;
  return count === 1;
}

/** Notes that the job is done. False when it is no longer ours: then it is for another worker to say. */
export async function completeJob(
  sql: postgres.Sql,
  queue: string,
  job: TakenJob,
): Promise<boolean> {
  const { count } = await sql`
    update pgboss.job set state = 'completed', completed_on = now() where ${ours(sql, queue, job)}`;
  return count === 1;
}

/** Lets the next failure be the last one. */
export async function forbidRetry(sql: postgres.Sql, queue: string, job: TakenJob): Promise<void> {
  await sql`update pgboss.job set retry_limit = retry_count where ${ours(sql, queue, job)}`;
}

/** Hands a job back as if it had not been taken. */
export async function releaseJob(sql: postgres.Sql, queue: string, job: TakenJob): Promise<void> {
  await sql`
    update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null,
      started_on = case when retry_count = 0 then null else started_on end,
      retry_count = greatest(retry_count - 1, 0)
    where ${ours(sql, queue, job)}`;
}

/**
 * Holds back, until the transaction ends, the waiting job of a key: whoever works it off then sees what the transaction
 * wrote; with `hastens` that is then at once. False when no job waits.
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

function ours(sql: postgres.Sql, queue: string, { id, retryCount }: TakenJob) {
  return sql`name = ${queue} and id = ${id} and state = 'active' and retry_count = ${retryCount}`;
}
