import type { Sql, TransactionSql } from "postgres";

const CHANNEL = "wecom_stack_jobs";

/**
 * Hears the queue, and the milliseconds until its job is due. Without a queue: the connection was made anew, and hints
 * may have been missed.
 */
export type OnHint = (queue: string | undefined, afterMs: number) => void;

/** Says, at commit, that a job of `queue` is due in `afterMs` milliseconds. A lost hint costs up to a second. */
export async function hintJob(
  sql: Sql | TransactionSql,
  queue: string,
  afterMs: number,
): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${`${afterMs} ${queue}`})`;
}

/** Hears the hints of all processes, on a connection of its own that is ended with `connection`. */
export async function listenForJobs(connection: Sql, onHint: OnHint): Promise<void> {
  const hear = (hint: string) => {
    const space = hint.indexOf(" ");
    onHint(hint.slice(space + 1), Number(hint.slice(0, space)));
  };
  await connection.listen(CHANNEL, hear, () => onHint(undefined, 0));
}
