import type { Sql, TransactionSql } from "postgres";

/** Ends a session at `now` (milliseconds); nothing happens when it has ended already. */
export async function revokeSession(
  sql: Sql | TransactionSql,
  sessionId: string,
  because: string,
  now: number,
): Promise<void> {
  await sql`update auth.sessions set revoked_at = ${new Date(now)}, revoked_because = ${because}
    where session_id = ${sessionId} and revoked_at is null`;
}
