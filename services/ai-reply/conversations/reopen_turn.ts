import type { TransactionSql } from "postgres";
import { lockConversation } from "services/ai-reply/conversations/lease.ts";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";

/**
 * Opens a failed turn again, if it is the last one of its conversation: with an answer it continues with sending, else
 * with asking the model. Parts that may have arrived are sent again while the channel recognises them. Locks the
 * conversation's row. Returns the conversation's id; undefined if the turn cannot be retried.
 */
export async function reopenTurn(
  tx: TransactionSql,
  turnId: string,
): Promise<string | undefined> {
  const [ref] = await tx<{ conversationId: string }[]>`
    select conversation_id as "conversationId" from ai_reply.turns where turn_id = ${turnId}`;
  if (ref === undefined) return undefined;
  const { conversationId } = ref;
  const conversation = await lockConversation(tx, conversationId);
  // The stream of an AI bot has expired.
  if (conversation?.channel === "bot") return undefined;
  const { count } = await tx`
    update ai_reply.turns t set status = case when answer is null then 'thinking' else 'sending' end,
      ended_at = null
    where turn_id = ${turnId} and status = 'failed' and not exists (
      select 1 from ai_reply.turns later
      where later.conversation_id = t.conversation_id and later.number > t.number)`;
  if (count === 0) return undefined;
  await tx`
    update ai_reply.deliveries
    set status = 'recorded', first_tried_at = null, ended_at = null, error = null
    where turn_id = ${turnId} and status = 'refused' and part > 0`;
  await tx`
    update ai_reply.deliveries set status = 'sending', ended_at = null, error = null
    where turn_id = ${turnId} and status = 'uncertain' and part > 0`;
  await tx`update ai_reply.messages set left_to_staff_at = null where turn_id = ${turnId}`;
  await refreshTrouble(tx, [conversationId]);
  return conversationId;
}
