import type { TransactionSql } from "postgres";
import { lockConversation } from "services/ai-reply/stores/lease.ts";
import { switchToBot } from "services/ai-reply/stores/modes.ts";

/**
 * Opens a failed turn again, if it is the last one of its conversation, and holds the conversation's row: with an answer
 * it is to be sent, else it is to be found. Parts that may have arrived are sent again as long as the channel knows
 * them. Returns the conversation; undefined when there is no such turn.
 */
export async function reopenTurn(
  tx: TransactionSql,
  turnId: string,
  now: number,
): Promise<string | undefined> {
  const [ref] = await tx<{ conversationId: string }[]>`
    select conversation_id as "conversationId" from ai_reply.turns where turn_id = ${turnId}`;
  if (ref === undefined) return undefined;
  const { conversationId } = ref;
  const conversation = await lockConversation(tx, conversationId);
  // Nobody asks for the stream any more.
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
  await switchToBot(tx, { conversationId, reason: "console", now });
  return conversationId;
}
