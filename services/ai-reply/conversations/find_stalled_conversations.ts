import type { Sql } from "postgres";
import { isUnanswered } from "services/ai-reply/conversations/is_unanswered.ts";

const LIMIT = 100;

/** Finds conversations with an open turn, or waiting messages, that are older than `before`. */
export async function findStalledConversations(sql: Sql, before: Date): Promise<readonly string[]> {
  const rows = await sql<{ conversationId: string }[]>`
    select conversation_id as "conversationId" from ai_reply.turns
    where status in ('thinking', 'sending') and started_at < ${before}
    union
    select conversation_id from ai_reply.messages
    where ${isUnanswered(sql)} and filed_at < ${before}
    limit ${LIMIT}`;
  return rows.map(({ conversationId }) => conversationId);
}
