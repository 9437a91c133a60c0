import type { Sql, TransactionSql } from "postgres";
import type { Channel, Mode } from "services/ai-reply/domain/conversation.ts";
import type { Unanswered } from "services/ai-reply/domain/handed_back.ts";

/**
 * Whether the AI can answer old messages when the conversation is handed back. The stream of an AI bot ends with its answer:
 * no other text can follow it. In 微信客服 the hand-back ends the session, and the code for its end allows one message: in
 * a conversation that the AI has again already, there is none left until the customer writes.
 */
function canAnswer({ channel, mode }: { readonly channel: Channel; readonly mode: Mode }): boolean {
  return channel !== "bot" && (channel !== "kf" || mode === "human");
}

/** For a where clause: a message of the conversation that waits for a colleague, and that the AI can answer instead. */
function isAnswerable(sql: Sql | TransactionSql, conversationId: string) {
  return sql`
    m.conversation_id = ${conversationId} and m.author = 'customer'
      and m.left_to_staff_at is not null and not m.content @> '{"recalled": true}'
      and m.sent_at >= (
        select staff_awaited_since from ai_reply.conversations
        where conversation_id = ${conversationId})
      and (m.turn_id is null or exists (
        select from ai_reply.turns t
        where t.turn_id = m.turn_id and t.status in ('dropped', 'failed')))`;
}

/** Counts the messages that the AI answers when the conversation is handed back with "answer". */
export async function countAnswerable(
  sql: Sql,
  { id, ...state }: { readonly id: string; readonly channel: Channel; readonly mode: Mode },
): Promise<number> {
  if (!canAnswer(state)) return 0;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from ai_reply.messages m where ${isAnswerable(sql, id)}`;
  return row?.count ?? 0;
}

/**
 * Decides about the messages that wait for a colleague, in a transaction that locks the conversation's row. Returns
 * whether the AI must be woken to answer them.
 */
export async function settleUnanswered(
  tx: TransactionSql,
  { conversationId, unanswered, now, ...state }: {
    readonly conversationId: string;
    readonly channel: Channel;
    /** Before the hand-back. */
    readonly mode: Mode;
    readonly unanswered: Unanswered;
    readonly now: number;
  },
): Promise<boolean> {
  if (unanswered === "settled") {
    await tx`
      update ai_reply.conversations
      set staff_awaited_since = null, last_reply_at = greatest(last_reply_at, ${new Date(now)})
      where conversation_id = ${conversationId}`;
    return false;
  }
  if (unanswered === "keep" || !canAnswer(state)) return false;
  const { count } = await tx`
    update ai_reply.messages m set left_to_staff_at = null, turn_id = null
    where ${isAnswerable(tx, conversationId)}`;
  if (count === 0) return false;
  await tx`
    update ai_reply.conversations set staff_awaited_since = null
    where conversation_id = ${conversationId}`;
  return true;
}
