import type postgres from "postgres";
import type { PagePosition } from "packages/platform/list_page.ts";
import type { DeadLetter, DeadLetterPage } from "packages/storage/jobs/job_queue.ts";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";
import { readDistinct } from "packages/storage/postgres/read_distinct.ts";

const KEPT_FOR = "30 days";
const CURSOR = /^([0-9]{1,17})-([0-9a-f-]{36})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Row extends DeadLetter {
  /** Microseconds since the epoch. */
  readonly position: string;
}

/** What is needed to send a dead letter again. */
export interface DeadJob {
  readonly id: string;
  readonly queue: string;
  readonly key: string;
  readonly isWakeUp: boolean;
  readonly payload: unknown;
  readonly traceparent: string | null;
}

/**
 * Returns one page, the latest first.
 * @throws RangeError when the cursor is not from an earlier page
 */
export async function listDeadLetters(
  sql: postgres.Sql,
  options: { readonly limit: number; readonly cursor?: string; readonly queue?: string },
): Promise<DeadLetterPage> {
  const { limit, cursor, queue } = options;
  const rows = await sql<Row[]>`
    select id, queue, payload, error, attempts, sent_at as "sentAt", failed_at as "failedAt",
      ${positionColumn(sql, "failed_at")}
    from jobs.dead_letters
    where ${queue === undefined ? sql`true` : sql`queue = ${queue}`}
      ${behind(sql, ["failed_at", "id"], cursor === undefined ? undefined : parseCursor(cursor))}
    order by failed_at desc, id desc
    limit ${limit + 1}`;
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ position: _, ...item }) => item),
    ...last === undefined ? {} : { nextCursor: `${last.position}-${last.id}` },
  };
}

/** Names of the queues that have dead letters, sorted. */
export async function listDeadLetterQueues(sql: postgres.Sql): Promise<readonly string[]> {
  return await readDistinct(sql, "jobs.dead_letters", "queue");
}

/** Deletes and returns a dead letter, in the transaction of the caller. */
export async function takeDeadLetter(
  tx: postgres.TransactionSql,
  id: string,
): Promise<DeadJob | undefined> {
  if (!UUID.test(id)) return undefined;
  const [row] = await tx<DeadJob[]>`
    delete from jobs.dead_letters where id = ${id}
    returning id, queue, key, is_wake_up as "isWakeUp", payload, traceparent`;
  return row;
}

/** Deletes the dead letters that are older than 30 days. */
export async function pruneDeadLetters(sql: postgres.Sql): Promise<void> {
  await deleteInBatches(1_000, (limit) =>
    sql`delete from jobs.dead_letters where id in (
      select id from jobs.dead_letters where failed_at < now() - ${KEPT_FOR}::interval
      limit ${limit} for update skip locked)`);
}

function parseCursor(cursor: string): PagePosition {
  const [, micros, id] = CURSOR.exec(cursor) ?? [];
  if (micros === undefined || id === undefined || !UUID.test(id)) {
    throw new RangeError("Cannot read the cursor: it is not from a page of dead letters");
  }
  return { micros, id };
}
