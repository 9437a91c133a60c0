import type { ReservedSql, Sql } from "postgres";

/** What to do about a pool in transaction mode. */
const PROBLEM =
  "DATABASE_URL leads to a pool in transaction mode (such as PgBouncer). It loses LISTEN and " +
  "prepared statements: use the address of PostgreSQL itself, or a pool in session mode";

/**
 * Returns a sentence when the server gives one connection of PostgreSQL to several clients in turn. Opens two connections:
 * while both are open, a session of PostgreSQL belongs to one of them only.
 */
export async function findTransactionPooling(sql: Sql): Promise<string | undefined> {
  const first = await sql.reserve();
  try {
    const before = await readSession(first);
    return before === await readOtherSession(sql) ? PROBLEM : undefined;
  } finally {
    first.release();
  }
}

/** The session of another connection, which its transaction keeps. */
async function readOtherSession(sql: Sql): Promise<unknown> {
  const second = await sql.reserve();
  try {
    await second.unsafe("begin").simple();
    return await readSession(second);
  } finally {
    await second.unsafe("rollback").simple().catch(() => {});
    second.release();
  }
}

/** The simple protocol prepares no statement, which such a pool might refuse. */
async function readSession(sql: ReservedSql): Promise<unknown> {
  const [row] = await sql.unsafe("select pg_backend_pid() as pid").simple();
  return row!["pid"];
}
