import type { Sql, TransactionSql } from "postgres";

/** The channel of NOTIFY, for all queues. */
export const HINT_CHANNEL = "wecom_stack_jobs";

/**
 * Called with the queue and the milliseconds until its job is due. Without a queue: the connection is new, and hints may
 * have been lost.
 */
export type OnHint = (queue: string | undefined, afterMs: number) => void;

/** The text of a hint: a job of `queue` is due in `afterMs` milliseconds. If a hint is lost, the job starts up to 1 s late. */
export function hintText(queue: string, afterMs: number): string {
  return `${afterMs} ${queue}`;
}

/** Notifies workers, at commit, that a job of `queue` is due. */
export async function hintJob(sql: Sql | TransactionSql, queue: string): Promise<void> {
  await sql`select pg_notify(${HINT_CHANNEL}, ${hintText(queue, 0)})`;
}

/** Receives the hints of all processes, on a separate connection that ends with `connection`. */
export async function listenForJobs(connection: Sql, onHint: OnHint): Promise<void> {
  const receive = (hint: string) => {
    const space = hint.indexOf(" ");
    onHint(hint.slice(space + 1), Number(hint.slice(0, space)));
  };
  await connection.listen(HINT_CHANNEL, receive, () => onHint(undefined, 0));
}
