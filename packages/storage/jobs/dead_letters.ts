import type postgres from "postgres";
import type { PagePosition } from "packages/platform/list_page.ts";
import type { JobData } from "packages/storage/jobs/job_data.ts";
import type { DeadLetter, DeadLetterPage } from "packages/storage/jobs/job_queue.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

/** The queue that receives the failed jobs of all queues. */
export const DEAD_LETTER_QUEUE = "dead_letters";

const CURSOR = /^([0-9]{1,17})-([0-9a-f-]{36})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Row extends DeadLetter {
  /** Microseconds since the epoch. */
  readonly position: string;
}

/** The fields of a dead letter that are needed to send it again. */
export interface DeadJob {
  readonly queue: string;
  readonly data: JobData | null;
  readonly key: string | null;
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
    select id, source_name as queue, data->'payload' as payload,
      coalesce(output->>'message', output->'value'->>'message', '') as error,
      source_retry_count + 1 as attempts, source_created_on as "sentAt", created_on as "failedAt",
      ${positionColumn(sql, "created_on")}
    from pgboss.job
    where name = ${DEAD_LETTER_QUEUE} and source_name is not null
      ${queue === undefined ? sql`` : sql`and source_name = ${queue}`}
      ${behind(sql, ["created_on", "id"], cursor === undefined ? undefined : parseCursor(cursor))}
    order by created_on desc, id desc
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
  const rows = await sql<{ name: string }[]>`
    select distinct source_name as name from pgboss.job
    where name = ${DEAD_LETTER_QUEUE} and source_name is not null
    order by source_name`;
  return rows.map(({ name }) => name);
}

/** Deletes and returns a dead letter, in the transaction of the caller. */
export async function takeDeadLetter(
  tx: postgres.TransactionSql,
  id: string,
): Promise<DeadJob | undefined> {
  if (!UUID.test(id)) return undefined;
  const [row] = await tx<DeadJob[]>`
    delete from pgboss.job
    where name = ${DEAD_LETTER_QUEUE} and id = ${id} and source_name is not null
    returning source_name as queue, data, singleton_key as key`;
  return row;
}

function parseCursor(cursor: string): PagePosition {
  const [, micros, id] = CURSOR.exec(cursor) ?? [];
  if (micros === undefined || id === undefined || !UUID.test(id)) {
    throw new RangeError("Cannot read the cursor: it is not from a page of dead letters");
  }
  return { micros, id };
}
