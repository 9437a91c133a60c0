import type { Sql } from "postgres";

const AT_ONCE = 100;

/** Conversations in which something has waited since `before`: an open turn, or messages that no turn has taken. */
export async function findForgotten(sql: Sql, before: Date): Promise<readonly string[]> {
  const rows = await sql<{ conversationId: string }[]>`
    select conversation_id as "conversationId" from ai_reply.turns
    where status in ('thinking', 'sending') and started_at < ${before}
    union
    select conversation_id from ai_reply.messages
    where turn_id is null and left_to_staff_at is null and author = 'customer'
      and filed_at < ${before}
    limit ${AT_ONCE}`;
  return rows.map(({ conversationId }) => conversationId);
}
