import type { Sql, TransactionSql } from "postgres";

/** Ends a session at `now` (milliseconds) and stores the reason; an ended session does not change. */
export async function revokeSession(
  sql: Sql | TransactionSql,
  sessionId: string,
  because: string,
  now: number,
): Promise<void> {
  const revokedAt = new Date(now);
  await sql`update auth.sessions set revoked_at = ${revokedAt}, revoked_because = ${because}
    where session_id = ${sessionId} and revoked_at is null`;
}
