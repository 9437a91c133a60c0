import type { Sql, TransactionSql } from "postgres";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import {
  type Channel,
  failureSwitchesToStaff,
  type ModeReason,
  type Source,
} from "services/ai-reply/domain/conversation.ts";
import { insertParts, type NewPart, settleSlowNotice } from "services/ai-reply/turns/deliveries.ts";
import {
  flushesLater,
  type Lease,
  leasedConversation,
  LeaseLostError,
} from "services/ai-reply/conversations/lease.ts";
import { switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";

/** The reply of a turn. */
export interface Reply {
  readonly text: string;
  /** Absent: no model was asked. */
  readonly model?: string;
  readonly sources: readonly Source[];
  /** The reply switches the conversation to staff, for this reason. */
  readonly toStaff?: ModeReason;
  /** The reply resets the context: earlier messages are not shown to the model. */
  readonly forgetsBefore?: Date;
  /** With this reply the history is too long for later prompts. */
  readonly needsSummary?: boolean;
}

/** A reply to record, with its parts as the channel shows them. */
export interface NewReply {
  readonly turnId: string;
  readonly reply: Reply;
  readonly parts: readonly NewPart[];
  readonly now: number;
}

/**
 * Records the answer with its parts. Returns false if the turn was dropped. If `reply.toStaff` is set, the caller must
 * switch to staff in the same transaction.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function recordReply(
  sql: Sql | TransactionSql,
  lease: Lease,
  { turnId, reply, parts, now }: NewReply,
): Promise<boolean> {
  const { text, model = null, forgetsBefore = null } = reply;
  const sources = sql.json(reply.sources.map((source) => ({ ...source })));
  const answeredAt = new Date(now);
  const [row] = await sql<{ isRecorded: boolean }[]>`
    with ours as ${leasedConversation(sql, lease)},
    answered as (
      update ai_reply.turns set status = 'sending', answer = ${text}, model = ${model},
        sources = ${sources}, answered_at = ${answeredAt}
      where turn_id = ${turnId} and status = 'thinking' and exists (select from ours)
      returning turn_id),
    ${settleSlowNotice(sql, "answered", now)},
    recorded as (${insertParts(sql, "answered", turnId, parts)}),
    reset as (
      update ai_reply.conversations
      set context_from = ${forgetsBefore}, summary = null, summary_until = null
      where conversation_id = ${lease.conversationId} and ${forgetsBefore}::timestamptz is not null
        and exists (select from answered))
    select exists (select from answered) as "isRecorded", ${flushesLater(sql)} from ours`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row.isRecorded;
}

/** Ends a turn of which at least one part arrived. @throws LeaseLostError when another worker holds the lease */
export async function endTurn(
  sql: Sql | TransactionSql,
  lease: Lease,
  turnId: string,
  now: number,
): Promise<void> {
  const at = new Date(now);
  const { count } = await sql`
    with ours as ${leasedConversation(sql, lease)},
    ended as (
      update ai_reply.turns set status = 'delivered', ended_at = ${at}
      where turn_id = ${turnId} and status = 'sending' and exists (select from ours))
    update ai_reply.conversations set last_reply_at = ${at},
      staff_awaited_since = case when mode = 'human' then staff_awaited_since end
    where conversation_id = (select "conversationId" from ours)
    returning ${flushesLater(sql)}`;
  if (count === 0) throw new LeaseLostError(lease);
}

/** Ends a turn of which nothing arrived, because a colleague answers. */
export async function dropTurn(
  tx: TransactionSql,
  { turnId }: { readonly turnId: string },
  now: number,
): Promise<void> {
  await tx`
    update ai_reply.turns set status = 'dropped', ended_at = ${new Date(now)}
    where turn_id = ${turnId} and status = 'sending'`;
}

/** Records the slow notice of a turn without an answer, once. */
export async function recordSlowNotice(
  tx: TransactionSql,
  turnId: string,
  { text, now }: { readonly text: string; readonly now: number },
): Promise<void> {
  await tx`
    with noticed as (
      update ai_reply.turns set apologised_at = ${new Date(now)}
      where turn_id = ${turnId} and status = 'thinking' and apologised_at is null
      returning 1)
    ${insertParts(tx, "noticed", turnId, [{ part: 0, text }])}`;
}

/**
 * Ends a turn as failed: its messages go to staff, parts that may have arrived become uncertain, others refused. Switches
 * the conversation to staff where {@link failureSwitchesToStaff}.
 */
export async function failTurn(
  tx: TransactionSql,
  turn: {
    readonly turnId: string;
    readonly conversationId: string;
    readonly channel: Channel;
  },
  { error, reason, lastText, now, webhooks }: {
    /** For operators: one sentence. */
    readonly error: string;
    /** Why the conversation switches to staff. */
    readonly reason: ModeReason;
    /** The last text of the turn's streams, with AI bots. */
    readonly lastText?: string | undefined;
    readonly now: number;
    readonly webhooks: Webhooks;
  },
): Promise<void> {
  const at = new Date(now);
  const { count } = await tx`
    update ai_reply.turns set status = 'failed', ended_at = ${at}
    where turn_id = ${turn.turnId} and status in ('thinking', 'sending')`;
  if (count === 0) return;
  await tx`
    update ai_reply.deliveries set ended_at = ${at}, error = ${error},
      status = case status when 'sending' then 'uncertain' else 'refused' end
    where turn_id = ${turn.turnId} and status in ('recorded', 'sending')`;
  if (lastText !== undefined) {
    await tx`
      insert into ai_reply.deliveries (turn_id, part, text, status, first_tried_at, ended_at)
      values (${turn.turnId}, 0, ${lastText}, 'sent', ${at}, ${at})
      on conflict (turn_id, part) do nothing`;
  }
  await tx`
    update ai_reply.messages set left_to_staff_at = ${at}
    where turn_id = ${turn.turnId} and left_to_staff_at is null`;
  const { conversationId, channel } = turn;
  await refreshTrouble(tx, [conversationId]);
  if (failureSwitchesToStaff(channel)) {
    await switchToStaff(tx, { conversationId, reason, now, webhooks });
  }
}

/** Counts the model's answers that a person got in the last hour, in all conversations. */
export async function countModelReplies(
  sql: Sql,
  { corpId, person, now }: {
    readonly corpId: string;
    readonly person: string;
    readonly now: number;
  },
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from ai_reply.turns t join ai_reply.conversations c using (conversation_id)
    where c.person = ${person} and c.corp_id = ${corpId} and t.model is not null
      and t.started_at > ${new Date(now - 3_600_000)}`;
  return row?.count ?? 0;
}
