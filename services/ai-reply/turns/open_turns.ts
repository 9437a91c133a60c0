import type { Sql, TransactionSql } from "postgres";
import type { OpenTurn, TurnMessage } from "services/ai-reply/domain/conversation.ts";
import type { Lease } from "services/ai-reply/conversations/lease.ts";

/** Reads the open turn of a conversation, which this or another worker began; undefined if there is none. */
export async function readOpenTurn(
  sql: Sql | TransactionSql,
  conversationId: string,
): Promise<OpenTurn | undefined> {
  const [turn] = await sql<Omit<OpenTurn, "messages">[]>`
    select turn_id as "turnId", number, status, started_at as "startedAt",
      apologised_at as "slowNoticeAt"
    from ai_reply.turns
    where conversation_id = ${conversationId} and status in ('thinking', 'sending')`;
  if (turn === undefined) return undefined;
  const messages = await sql<TurnMessage[]>`
    select message_id as "messageId", content, sent_at as "sentAt", filed_at as "filedAt"
    from ai_reply.messages where turn_id = ${turn.turnId}
    order by sent_at, message_id`;
  return { ...turn, messages };
}

/** Whether a turn still has no answer, and the lease is still ours: staff or another worker may have taken over. */
export async function isStillThinking(
  sql: Sql,
  { token }: Lease,
  turnId: string,
): Promise<boolean> {
  const { count } = await sql`
    select 1 from ai_reply.turns join ai_reply.conversations using (conversation_id)
    where turn_id = ${turnId} and status = 'thinking' and lease_token = ${token}`;
  return count > 0;
}
