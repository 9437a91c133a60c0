import type { Sql, TransactionSql } from "postgres";
import {
  type Channel,
  failureSwitchesToStaff,
  type ModeReason,
  type Source,
} from "services/ai-reply/domain/conversation.ts";
import { recordParts, settleSlowNotice } from "services/ai-reply/stores/deliveries.ts";
import { switchToStaff } from "services/ai-reply/stores/modes.ts";
import { forgetBefore } from "services/ai-reply/stores/open_turns.ts";

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
}

/**
 * Records the answer with all its parts, in a transaction that locks the conversation's row. Returns false if the turn
 * was dropped.
 */
export async function recordReply(
  tx: TransactionSql,
  turn: { readonly turnId: string; readonly conversationId: string },
  { reply, parts, now }: {
    readonly reply: Reply;
    readonly parts: readonly string[];
    readonly now: number;
  },
): Promise<boolean> {
  const { turnId, conversationId } = turn;
  const model = reply.model ?? null;
  const sources = tx.json(reply.sources.map((source) => ({ ...source })));
  const { count } = await tx`
    update ai_reply.turns set status = 'sending', answer = ${reply.text}, model = ${model},
      sources = ${sources}, answered_at = ${new Date(now)}
    where turn_id = ${turnId} and status = 'thinking'`;
  if (count === 0) return false;
  await settleSlowNotice(tx, turnId, now);
  await recordParts(tx, turnId, parts.map((text, index) => ({ part: index + 1, text })));
  if (reply.forgetsBefore !== undefined) {
    await forgetBefore(tx, conversationId, reply.forgetsBefore);
  }
  if (reply.toStaff !== undefined) {
    await switchToStaff(tx, { conversationId, reason: reply.toStaff, now });
  }
  return true;
}

/** Ends a turn of which at least one part arrived. */
export async function endTurn(
  tx: TransactionSql,
  turn: { readonly turnId: string; readonly conversationId: string },
  now: number,
): Promise<void> {
  const at = new Date(now);
  await tx`
    update ai_reply.turns set status = 'delivered', ended_at = ${at}
    where turn_id = ${turn.turnId} and status = 'sending'`;
  await tx`
    update ai_reply.conversations set last_reply_at = ${at}
    where conversation_id = ${turn.conversationId}`;
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
  const { count } = await tx`
    update ai_reply.turns set apologised_at = ${new Date(now)}
    where turn_id = ${turnId} and status = 'thinking' and apologised_at is null`;
  if (count > 0) await recordParts(tx, turnId, [{ part: 0, text }]);
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
  { error, reason, lastText, now }: {
    /** For operators: one sentence. */
    readonly error: string;
    /** Why the conversation switches to staff. */
    readonly reason: ModeReason;
    /** The last text of the turn's streams, with AI bots. */
    readonly lastText?: string | undefined;
    readonly now: number;
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
  if (failureSwitchesToStaff(channel)) await switchToStaff(tx, { conversationId, reason, now });
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
