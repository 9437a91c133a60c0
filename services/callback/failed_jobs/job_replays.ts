import type { Sql, TransactionSql } from "postgres";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";

const BATCH = 1_000;

/** A person ran a failed job again. */
export interface JobReplay {
  readonly byName: string;
  readonly at: Date;
}

/** Records who runs a job again; what is known about earlier replays moves to the new job. */
export async function recordReplay(
  tx: TransactionSql,
  { failedId, newId, actId, actorName, at }: {
    readonly failedId: string;
    readonly newId: string;
    readonly actId: string;
    readonly actorName: string;
    readonly at: string;
  },
): Promise<void> {
  await tx`update callback.job_replays set job_id = ${newId} where job_id = ${failedId}`;
  await tx`
    insert into callback.job_replays (job_id, act_id, actor_name, replayed_at)
    values (${newId}, ${actId}, ${actorName}, ${at})`;
}

/** Reads who ran these jobs again, by job id; the latest first. */
export async function readReplays(
  sql: Sql,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JobReplay[]>> {
  const rows = await sql<(JobReplay & { jobId: string })[]>`
    select job_id as "jobId", actor_name as "byName", replayed_at as at
    from callback.job_replays where job_id = any(${[...jobIds]}::uuid[])
    order by replayed_at desc, act_id desc`;
  return Map.groupBy(
    rows.map(({ jobId, byName, at }) => ({ jobId, byName, at })),
    ({ jobId }) => jobId,
  );
}

/** Deletes what was recorded before `date`. */
export async function pruneReplays(sql: Sql, date: Date): Promise<void> {
  await deleteInBatches(
    BATCH,
    (limit) =>
      sql`delete from callback.job_replays where (job_id, act_id) in (
      select job_id, act_id from callback.job_replays where replayed_at < ${date}
      limit ${limit} for update skip locked)`,
  );
}
