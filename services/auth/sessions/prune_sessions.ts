import type { Sql } from "postgres";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";

const BATCH = 1_000;

/**
 * Deletes refresh tokens and sessions that have expired at `now` (milliseconds), in batches that lock few rows.
 * Returns how many sessions were deleted.
 */
export async function pruneSessions(sql: Sql, now: number): Promise<number> {
  const expiredAt = new Date(now);
  await deleteInBatches(BATCH, (limit) =>
    sql`delete from auth.refresh_tokens where token_hash in (
      select token_hash from auth.refresh_tokens where expires_at < ${expiredAt}
      limit ${limit} for update skip locked)`);
  return await deleteInBatches(BATCH, (limit) =>
    sql`delete from auth.sessions where session_id in (
      select session_id from auth.sessions where ends_at < ${expiredAt}
      limit ${limit} for update skip locked)`);
}
