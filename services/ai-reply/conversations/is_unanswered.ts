import type { Sql } from "postgres";

/**
 * A condition on a message: a customer wrote it, and no turn answers it yet. The same expression as that of the index
 * `messages_unanswered_idx`, so that only this index can be used.
 */
export function isUnanswered(sql: Sql) {
  return sql`
    (turn_id is null and left_to_staff_at is null and author = 'customer')::integer = 1`;
}
