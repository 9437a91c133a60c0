import type { Sql, TransactionSql } from "postgres";
import type { ModeReason, Source } from "services/ai-reply/domain/conversation.ts";
import { recordParts, settleApology } from "services/ai-reply/stores/deliveries.ts";
import { switchToHuman } from "services/ai-reply/stores/modes.ts";
import { forgetBefore } from "services/ai-reply/stores/open_turns.ts";

/** What is to be said in a turn. */
export interface Reply {
  readonly text: string;
  /** Absent when no model was asked. */
  readonly model?: string;
  readonly sources: readonly Source[];
  /** With this answer the conversation goes to people. */
  readonly handOver?: ModeReason;
  /** What was written before is forgotten. */
  readonly forgetsBefore?: Date;
}

/**
 * Stores the answer with all its parts, in a transaction that holds the conversation's row. Returns undefined when the
 * turn was dropped meanwhile, else the streams of AI bots that nobody will write to.
 */
export async function recordReply(
  tx: TransactionSql,
  turn: { readonly turnId: string; readonly conversationId: string },
  { reply, parts, now }: {
    readonly reply: Reply;
    readonly parts: readonly string[];
    readonly now: number;
  },
): Promise<readonly string[] | undefined> {
  const { turnId, conversationId } = turn;
  const { count } = await tx`
    update ai_reply.turns set status = 'sending', answer = ${reply.text}, model = ${
    reply.model ?? null
  }, sources = ${tx.json(reply.sources.map((source) => ({ ...source })))},
      answered_at = ${new Date(now)}
    where turn_id = ${turnId} and status = 'thinking'`;
  if (count === 0) return undefined;
  await settleApology(tx, turnId, now);
  await recordParts(tx, turnId, parts.map((text, index) => ({ part: index + 1, text })));
  if (reply.forgetsBefore !== undefined) {
    await forgetBefore(tx, conversationId, reply.forgetsBefore);
  }
  if (reply.handOver === undefined) return [];
  return await switchToHuman(tx, { conversationId, reason: reply.handOver, now });
}

/** Ends a turn of which at least a part arrived. */
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

/** Ends a turn of which nothing arrived because a colleague answers. */
export async function dropTurn(
  tx: TransactionSql,
  { turnId }: { readonly turnId: string },
  now: number,
): Promise<void> {
  await tx`
    update ai_reply.turns set status = 'dropped', ended_at = ${new Date(now)}
    where turn_id = ${turnId} and status = 'sending'`;
}

/** Records the one apology of a turn that has no answer yet, unless it has one. */
export async function recordApology(
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
 * Gives a turn up: its messages are left to people, parts that may have arrived stay uncertain, others are refused.
 * With `reason` the whole conversation goes to people. Returns the streams of AI bots that nobody will write to, beside
 * the turn's own.
 */
export async function failTurn(
  tx: TransactionSql,
  turn: { readonly turnId: string; readonly conversationId: string },
  { error, reason, lastWords, now }: {
    /** For the operator: one sentence. */
    readonly error: string;
    readonly reason: ModeReason | undefined;
    /** What streams of AI bots end with. */
    readonly lastWords?: string | undefined;
    readonly now: number;
  },
): Promise<readonly string[]> {
  const at = new Date(now);
  const { count } = await tx`
    update ai_reply.turns set status = 'failed', ended_at = ${at}
    where turn_id = ${turn.turnId} and status in ('thinking', 'sending')`;
  if (count === 0) return [];
  await tx`
    update ai_reply.deliveries set ended_at = ${at}, error = ${error},
      status = case status when 'sending' then 'uncertain' else 'refused' end
    where turn_id = ${turn.turnId} and status in ('recorded', 'sending')`;
  if (lastWords !== undefined) {
    await tx`
      insert into ai_reply.deliveries (turn_id, part, text, status, first_tried_at, ended_at)
      values (${turn.turnId}, 0, ${lastWords}, 'sent', ${at}, ${at})
      on conflict (turn_id, part) do nothing`;
  }
  await tx`
    update ai_reply.messages set left_to_staff_at = ${at}
    where turn_id = ${turn.turnId} and left_to_staff_at is null`;
  const { conversationId } = turn;
  return reason === undefined ? [] : await switchToHuman(tx, { conversationId, reason, now });
}

/** How many answers of the model a person got in the last hour, wherever they asked. */
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
