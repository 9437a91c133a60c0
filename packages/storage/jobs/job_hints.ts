import type { Sql, TransactionSql } from "postgres";

const CHANNEL = "wecom_stack_jobs";

/**
 * Called with the queue and the milliseconds until its job is due. Without a queue: the connection is new, and hints may
 * have been lost.
 */
export type OnHint = (queue: string | undefined, afterMs: number) => void;

/** Notifies workers, at commit, that a job of `queue` is due in `afterMs` milliseconds. If lost, it starts up to 1 s late. */
export async function hintJob(
  sql: Sql | TransactionSql,
  queue: string,
  afterMs: number,
): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${`${afterMs} ${queue}`})`;
}

/** Receives the hints of all processes, on a separate connection that ends with `connection`. */
export async function listenForJobs(connection: Sql, onHint: OnHint): Promise<void> {
  const receive = (hint: string) => {
    const space = hint.indexOf(" ");
    onHint(hint.slice(space + 1), Number(hint.slice(0, space)));
  };
  await connection.listen(CHANNEL, receive, () => onHint(undefined, 0));
}
