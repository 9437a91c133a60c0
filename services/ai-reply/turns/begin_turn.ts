import type { Sql } from "postgres";
import type { Conversation, OpenTurn, TurnMessage } from "services/ai-reply/domain/conversation.ts";
import {
  flushesLater,
  type Lease,
  leasedConversation,
  LeaseLostError,
} from "services/ai-reply/conversations/lease.ts";

/** A turn, and its conversation after the turn began. */
export interface BegunTurn {
  readonly turn: OpenTurn;
  readonly conversation: Conversation;
}

/**
 * The next turn. Without `begun`, messages wait that are not answered now: because staff answer (`mode` is `human`), or
 * because the first one was recorded, at `since`, after `recordedUntil`.
 */
export interface NextTurn {
  readonly begun: BegunTurn | undefined;
  readonly mode: Conversation["mode"];
  readonly since: Date;
}

interface Row extends Conversation, TurnMessage {
  readonly since: Date | null;
  /** Null: no turn began. */
  readonly number: number | null;
  readonly isReset: boolean;
}

/**
 * Begins the turn that answers all waiting messages, if the AI answers and the first message was recorded until
 * `recordedUntil` (null: whenever it was recorded). If the conversation was silent for `contextHours` before that message, its context is reset.
 * The trouble of the turn before ends.
 * Undefined: no message waits.
 * @throws LeaseLostError when another worker holds the lease
 * @throws PostgresError 23505 when an operator reopened the previous turn at this moment
 */
export async function beginTurn(
  sql: Sql,
  lease: Lease,
  { turnId, now, recordedUntil, contextHours }: {
    readonly turnId: string;
    readonly now: number;
    readonly recordedUntil: Date | null;
    readonly contextHours: number;
  },
): Promise<NextTurn | undefined> {
  const { conversationId } = lease;
  const startedAt = new Date(now);
  const waits = sql`
    conversation_id = ${conversationId} and turn_id is null and left_to_staff_at is null
      and author = 'customer'`;
  const rows = await sql<Row[]>`
    with ours as ${leasedConversation(sql, lease)},
    first as materialized (
      select min(filed_at) as since, min(sent_at) as sent_at from ai_reply.messages where ${waits}),
    taken as (
      update ai_reply.messages set turn_id = ${turnId}
      where ${waits} and exists (
        select from ours, first
        where mode = 'bot' and since <= coalesce(${recordedUntil}::timestamptz, 'infinity'))
      returning message_id, content, sent_at, filed_at),
    begun as (
      insert into ai_reply.turns (turn_id, conversation_id, number, status, started_at)
      select ${turnId}, ${conversationId}, coalesce(max(number), 0) + 1, 'thinking', ${startedAt}
      from ai_reply.turns where conversation_id = ${conversationId}
      having exists (select from taken)
      returning number),
    ${silence(sql, conversationId, contextHours)},
    reset as (
      update ai_reply.conversations c
      set trouble = null, context_from = coalesce(silence.until, c.context_from),
        summary = case when silence.until is null then c.summary end,
        summary_until = case when silence.until is null then c.summary_until end
      from begun left join silence on true
      where c.conversation_id = ${conversationId}
        and (silence.until is not null or c.trouble is not null)
      returning silence.until)
    select ours.*, first.since, begun.number, reset.until is not null as "isReset",
      taken.message_id as "messageId", taken.content, taken.sent_at as "sentAt",
      taken.filed_at as "filedAt", ${flushesLater(sql)}
    from ours, first left join begun on true left join reset on true left join taken on true
    order by taken.sent_at, taken.message_id`;
  const row = rows[0];
  if (row === undefined) throw new LeaseLostError(lease);
  if (row.since === null) return undefined;
  const begun = row.number === null ? undefined : toBegunTurn(row, row.number);
  return { begun, mode: row.mode, since: row.since };

  function toBegunTurn(row: Row, number: number): BegunTurn {
    const messages = rows.map(({ messageId, content, sentAt, filedAt }) => ({
      messageId,
      content,
      sentAt,
      filedAt,
    }));
    const context = { contextFrom: messages[0]!.sentAt, summary: null, summaryUntil: null };
    return {
      turn: { turnId, number, status: "thinking", startedAt, slowNoticeAt: null, messages },
      conversation: { ...row, ...row.isReset && context },
    };
  }
}

/** For a `with` list that has `first`: has a row if nothing was said for `contextHours` before the first message. */
function silence(sql: Sql, conversationId: string, contextHours: number) {
  return sql`
    silence as (
      select first.sent_at as until from first, ai_reply.conversations c
      where c.conversation_id = ${conversationId}
        and first.sent_at - greatest(c.last_reply_at, (
          select max(sent_at) from ai_reply.messages
          where conversation_id = ${conversationId}
            and (turn_id is not null or left_to_staff_at is not null or author = 'staff')
        )) >= ${contextHours} * interval '1 hour')`;
}
