import type { Sql, TransactionSql } from "postgres";
import type { Conversation, OpenTurn, TurnMessage } from "services/ai-reply/domain/conversation.ts";
import { hoursPassed } from "services/ai-reply/domain/timing.ts";
import type { Lease } from "services/ai-reply/stores/lease.ts";
import { passWaitingToStaff } from "services/ai-reply/stores/modes.ts";

/** When the first waiting message was recorded; undefined if none waits. */
export async function firstWaitingSince(
  sql: Sql,
  conversationId: string,
): Promise<Date | undefined> {
  const [row] = await sql<{ since: Date | null }[]>`
    select min(filed_at) as since from ai_reply.messages
    where conversation_id = ${conversationId} and turn_id is null and left_to_staff_at is null
      and author = 'customer'`;
  return row?.since ?? undefined;
}

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

/** A turn, and its conversation after the turn began. */
export interface BegunTurn {
  readonly turn: OpenTurn;
  readonly conversation: Conversation;
}

/**
 * Begins the turn that answers all waiting messages; in mode `human` they go to staff. Undefined: there is nothing to
 * answer. The caller locks the conversation's row.
 */
export async function beginTurn(
  tx: TransactionSql,
  conversation: Conversation,
  { turnId, now, contextHours }: {
    readonly turnId: string;
    readonly now: number;
    readonly contextHours: number;
  },
): Promise<BegunTurn | undefined> {
  const { conversationId, mode } = conversation;
  if (mode === "human") {
    await passWaitingToStaff(tx, conversationId, now);
    return undefined;
  }
  const taken = await tx<{ sentAt: Date }[]>`
    select sent_at as "sentAt" from ai_reply.messages
    where conversation_id = ${conversationId} and turn_id is null and left_to_staff_at is null
      and author = 'customer'
    order by sent_at, message_id`;
  const first = taken[0];
  if (first === undefined) return undefined;
  const isForgotten = await forgetAfterSilence(tx, conversationId, first.sentAt, contextHours);
  await tx`
    insert into ai_reply.turns (turn_id, conversation_id, number, status, started_at)
    select ${turnId}, ${conversationId}, coalesce(max(number), 0) + 1, 'thinking', ${new Date(now)}
    from ai_reply.turns where conversation_id = ${conversationId}`;
  await tx`
    update ai_reply.messages set turn_id = ${turnId}
    where conversation_id = ${conversationId} and turn_id is null and left_to_staff_at is null
      and author = 'customer'`;
  const turn = await readOpenTurn(tx, conversationId);
  const context = { contextFrom: first.sentAt, summary: null, summaryUntil: null };
  return turn && { turn, conversation: { ...conversation, ...isForgotten && context } };
}

/**
 * Resets the context if the conversation was silent for `contextHours` before the turn's first message. Returns whether
 * it did.
 */
async function forgetAfterSilence(
  tx: TransactionSql,
  conversationId: string,
  firstSentAt: Date,
  contextHours: number,
): Promise<boolean> {
  const [row] = await tx<{ lastAt: Date | null }[]>`
    select greatest(
      (select max(sent_at) from ai_reply.messages
        where conversation_id = ${conversationId} and (turn_id is not null or left_to_staff_at is not null
          or author = 'staff')),
      (select last_reply_at from ai_reply.conversations where conversation_id = ${conversationId})
    ) as "lastAt"`;
  if (!hoursPassed(row?.lastAt ?? null, firstSentAt, contextHours)) return false;
  await forgetBefore(tx, conversationId, firstSentAt);
  return true;
}

/** Resets the context: the model does not see messages before `from`. */
export async function forgetBefore(
  tx: TransactionSql,
  conversationId: string,
  from: Date,
): Promise<void> {
  await tx`
    update ai_reply.conversations set context_from = ${from}, summary = null, summary_until = null
    where conversation_id = ${conversationId}`;
}
