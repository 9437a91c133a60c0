import type { Sql } from "postgres";

/** The open jobs of one queue. */
export interface QueueState {
  readonly queue: string;
  /** Jobs that wait, also for their next attempt or behind another job. */
  readonly waiting: number;
  readonly running: number;
  /** For how many seconds the first job that could run has waited. 0: none has. */
  readonly lateSeconds: number;
}

/** The dead letters of one queue. */
export interface DeadLetterCount {
  readonly queue: string;
  readonly count: number;
  readonly latest: Date;
}

/** Whether the tables of the job queue exist. */
export async function hasJobTables(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ exists: boolean }[]>`
    select to_regclass('jobs.jobs') is not null as exists`;
  return row!.exists;
}

/** Reads the queues that have open jobs, sorted by name. */
export async function readQueueStates(sql: Sql): Promise<readonly QueueState[]> {
  return await sql<QueueState[]>`
    select queue, (count(*) filter (where taken_by is null) + sum(behind))::integer as waiting,
      (count(*) filter (where taken_by is not null))::integer as running,
      greatest(extract(epoch from now() - min(due_at)), 0)::integer as "lateSeconds"
    from jobs.jobs group by queue order by queue`;
}

/** Reads the queues that have dead letters, sorted by name. */
export async function countDeadLetters(sql: Sql): Promise<readonly DeadLetterCount[]> {
  return await sql<DeadLetterCount[]>`
    select queue, count(*)::integer as count, max(failed_at) as latest
    from jobs.dead_letters group by queue order by queue`;
}
