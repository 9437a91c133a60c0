import type { Sql } from "postgres";
import { openQueueConnection } from "packages/storage/jobs/queue_connection.ts";

/** What to do about a pool in transaction mode. */
const PROBLEM =
  "DATABASE_URL leads to a pool in transaction mode (such as PgBouncer). It loses LISTEN and " +
  "prepared statements: use the address of PostgreSQL itself, or a pool in session mode";

/**
 * Returns a sentence when the server gives one connection of PostgreSQL to several clients in turn. Opens two connections
 * beside those of `pool`: while both are open, a session of PostgreSQL belongs to one of them only.
 */
export async function findTransactionPooling(pool: Sql): Promise<string | undefined> {
  const [first, second] = [openQueueConnection(pool).sql, openQueueConnection(pool).sql];
  try {
    const before = await readSession(first);
    await second.unsafe("begin").simple();
    return before === await readSession(second) ? PROBLEM : undefined;
  } finally {
    await Promise.all([first.end({ timeout: 1 }), second.end({ timeout: 1 })]);
  }
}

/** The simple protocol prepares no statement, which such a pool might refuse. */
async function readSession(sql: Sql): Promise<unknown> {
  const [row] = await sql.unsafe("select pg_backend_pid() as pid").simple();
  return row!["pid"];
}
