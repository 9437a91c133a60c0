import type { TransactionSql } from "postgres";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { Conversation, ModeReason } from "services/ai-reply/domain/conversation.ts";
import { settleSlowNotice } from "services/ai-reply/turns/deliveries.ts";

/** A change of who answers, in a transaction that locks the conversation's row. */
export interface ModeChange {
  readonly conversationId: string;
  readonly reason: ModeReason;
  readonly now: number;
}

/** A change to staff, which the company's own system gets to know. */
export interface ChangeToStaff extends ModeChange {
  readonly webhooks: Webhooks;
}

/**
 * Switches a conversation to staff: waiting messages go to staff, and a turn without an answer is dropped; a turn that is
 * being sent continues. With AI bots, the caller restores the streams after the commit.
 */
export async function switchToStaff(
  tx: TransactionSql,
  { conversationId, reason, now, webhooks }: ChangeToStaff,
): Promise<void> {
  const [before] = await tx<Pick<Conversation, "channel" | "app" | "corpId" | "person" | "mode">[]>`
    with before as materialized (
      select channel, app, corp_id as "corpId", person, mode from ai_reply.conversations
      where conversation_id = ${conversationId} for update),
    changed as (
      update ai_reply.conversations set mode = 'human', mode_reason = ${reason},
        mode_changed_at = case when mode = 'human' then mode_changed_at else ${new Date(now)} end
      where conversation_id = ${conversationId} and exists (select from before))
    select * from before`;
  if (before?.mode === "bot") {
    const data = { ...before, conversationId, reason };
    await webhooks.emit(tx, "conversation.handed_over", data);
  }
  await dropThinkingTurn(tx, conversationId, now);
  await passWaitingToStaff(tx, conversationId, now);
  // A reply that switches to staff does not answer the question.
  await markStaffAwaited(tx, {
    conversationId,
    now,
    withAnswered: ASKS_FOR_STAFF.includes(reason),
  });
}

const ASKS_FOR_STAFF: readonly ModeReason[] = ["keyword", "sensitive", "model"];

/**
 * Records since when the customer waits for a colleague: since the first message that goes to staff now. With
 * `withAnswered`, the messages of the turn that is being sent count too, and those that were dropped when the customer
 * asked for staff. Messages before a colleague's last message do not count.
 */
async function markStaffAwaited(
  tx: TransactionSql,
  { conversationId, now, withAnswered }: {
    readonly conversationId: string;
    readonly now: number;
    readonly withAnswered: boolean;
  },
): Promise<void> {
  await tx`
    update ai_reply.conversations c set staff_awaited_since = (
      select min(m.sent_at)
      from ai_reply.messages m left join ai_reply.turns t using (turn_id)
      where m.conversation_id = c.conversation_id and m.author = 'customer'
        and (m.left_to_staff_at = ${new Date(now)} or (${withAnswered} and (t.status = 'sending'
          or m.left_to_staff_at >= (
            select min(filed_at) from ai_reply.messages join ai_reply.turns using (turn_id)
            where turns.conversation_id = c.conversation_id and status = 'sending'))))
        and m.sent_at > coalesce((
          select max(said.sent_at) from ai_reply.messages said
          where said.conversation_id = c.conversation_id and said.author = 'staff'
        ), '-infinity'))
    where conversation_id = ${conversationId} and staff_awaited_since is null`;
}

/**
 * Drops the turn that has no answer yet; its messages go to staff. The worker that waits for the model sees this and
 * stops.
 */
export async function dropThinkingTurn(
  tx: TransactionSql,
  conversationId: string,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await tx`
    with dropped as (
      update ai_reply.turns set status = 'dropped', ended_at = ${at}
      where conversation_id = ${conversationId} and status = 'thinking'
      returning turn_id),
    ${settleSlowNotice(tx, "dropped", now)}
    update ai_reply.messages set left_to_staff_at = ${at}
    where turn_id in (select turn_id from dropped) and left_to_staff_at is null`;
}

/** Passes all messages to staff that no open turn will answer. */
export async function passWaitingToStaff(
  tx: TransactionSql,
  conversationId: string,
  now: number,
): Promise<void> {
  await tx`
    update ai_reply.messages m set left_to_staff_at = ${new Date(now)}
    where conversation_id = ${conversationId} and author = 'customer' and left_to_staff_at is null
      and (turn_id is null or exists (
        select 1 from ai_reply.turns t
        where t.turn_id = m.turn_id and t.status in ('dropped', 'failed')))`;
}

/**
 * Switches a conversation back to the AI, from the next message on. What waits for a colleague stays unanswered, until
 * the AI has answered in the conversation.
 */
export async function switchToBot(
  tx: TransactionSql,
  { conversationId, reason, now }: ModeChange,
): Promise<void> {
  await tx`
    update ai_reply.conversations
    set mode = 'bot', mode_reason = ${reason}, mode_changed_at = ${new Date(now)}
    where conversation_id = ${conversationId} and mode = 'human'`;
}
