import type { TransactionSql } from "postgres";
import type { ModeReason } from "services/ai-reply/domain/conversation.ts";
import { settleApology } from "services/ai-reply/stores/deliveries.ts";

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
  await tx`
    update ai_reply.conversations set mode = 'human', mode_reason = ${reason},
      mode_changed_at = case when mode = 'human' then mode_changed_at else ${new Date(now)} end
    where conversation_id = ${conversationId}`;
  const dropped = await dropThinking(tx, conversationId, now);
  const left = await leaveToStaff(tx, conversationId, now);
  // An answer that hands over does not answer what was asked.
  await awaitStaff(tx, { conversationId, now, withAnswered: ASKS_FOR_STAFF.includes(reason) });
  return [...dropped, ...left];
}

const ASKS_FOR_STAFF: readonly ModeReason[] = ["keyword", "sensitive", "model"];

/**
 * Notes since when the customer waits for a colleague: since the first of the messages that were left now. With
 * `withAnswered` what the turn in progress answers counts too, and what was dropped when they asked for a person. What a
 * colleague has spoken to since does not count.
 */
async function awaitStaff(
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
 * A turn that has no answer yet gets none: what it was to answer is left to people. Who thinks about it sees that, and
 * stops. Returns the streams of AI bots that nobody will write to now.
 */
export async function dropThinking(
  tx: TransactionSql,
  conversationId: string,
  now: number,
): Promise<readonly string[]> {
  const at = new Date(now);
  const [dropped] = await tx<{ turnId: string }[]>`
    update ai_reply.turns set status = 'dropped', ended_at = ${at}
    where conversation_id = ${conversationId} and status = 'thinking'
    returning turn_id as "turnId"`;
  if (dropped === undefined) return [];
  await settleApology(tx, dropped.turnId, now);
  const left = await tx<{ streamId: string | null }[]>`
    update ai_reply.messages set left_to_staff_at = ${at}
    where turn_id = ${dropped.turnId} and left_to_staff_at is null
    returning content ->> 'streamId' as "streamId"`;
  return left.flatMap(({ streamId }) => streamId ?? []);
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
    set mode = 'bot', mode_reason = ${reason}, mode_changed_at = ${new Date(now)},
      staff_awaited_since = null
    where conversation_id = ${conversationId} and mode = 'human'`;
}
