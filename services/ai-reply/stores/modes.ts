import type { TransactionSql } from "postgres";
import type { ModeReason } from "services/ai-reply/domain/conversation.ts";

/** A change of who answers, in a transaction that holds the conversation's row. */
export interface ModeChange {
  readonly conversationId: string;
  readonly reason: ModeReason;
  readonly now: number;
}

/**
 * Leaves a conversation to people: what waits is theirs, and a turn that has no answer yet is dropped; one that is being
 * sent goes on. Returns the streams of AI bots that nobody will write to now.
 */
export async function switchToHuman(
  tx: TransactionSql,
  { conversationId, reason, now }: ModeChange,
): Promise<readonly string[]> {
  const at = new Date(now);
  await tx`
    update ai_reply.conversations set mode = 'human', mode_reason = ${reason},
      mode_changed_at = case when mode = 'human' then mode_changed_at else ${at} end
    where conversation_id = ${conversationId}`;
  await tx`
    update ai_reply.turns set status = 'dropped', ended_at = ${at}
    where conversation_id = ${conversationId} and status = 'thinking'`;
  return await leaveToStaff(tx, conversationId, now);
}

/** Marks all that no turn answers, or answers any more. Returns the streams of AI bots among it. */
export async function leaveToStaff(
  tx: TransactionSql,
  conversationId: string,
  now: number,
): Promise<readonly string[]> {
  const left = await tx<{ streamId: string | null }[]>`
    update ai_reply.messages m set left_to_staff_at = ${new Date(now)}
    where conversation_id = ${conversationId} and author = 'customer' and left_to_staff_at is null
      and (turn_id is null or exists (
        select 1 from ai_reply.turns t
        where t.turn_id = m.turn_id and t.status in ('dropped', 'failed')))
    returning content ->> 'streamId' as "streamId"`;
  return left.flatMap(({ streamId }) => streamId ?? []);
}

/** Lets the AI answer again, from the next message on. */
export async function switchToBot(
  tx: TransactionSql,
  { conversationId, reason, now }: ModeChange,
): Promise<void> {
  await tx`
    update ai_reply.conversations
    set mode = 'bot', mode_reason = ${reason}, mode_changed_at = ${new Date(now)}
    where conversation_id = ${conversationId} and mode = 'human'`;
}
