import type { Sql, TransactionSql } from "postgres";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { type Delivery, KNOWN_FOR_MS, vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import {
  flushesLater,
  type Lease,
  leasedConversation,
  LeaseLostError,
  lockConversation,
} from "services/ai-reply/conversations/lease.ts";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";

/** Reads the parts of a turn, in the order in which they are sent. */
export async function readDeliveries(sql: Sql, turnId: string): Promise<readonly Delivery[]> {
  return await sql<Delivery[]>`
    select turn_id as "turnId", part, text, status, first_tried_at as "firstTriedAt"
    from ai_reply.deliveries where turn_id = ${turnId} order by part`;
}

/** A part of an answer, before it is sent. Part 0 is the slow notice. */
export interface NewPart {
  readonly part: number;
  readonly text: string;
}

/** Records the parts of the turn in `turn`, a name in the statement's `with` list that has at most one row. */
export function insertParts(
  sql: Sql | TransactionSql,
  turn: "answered" | "noticed",
  turnId: string,
  parts: readonly NewPart[],
) {
  const numbers = parts.map(({ part }) => part);
  const texts = parts.map(({ text }) => text);
  const msgIds = numbers.map((part) => vendorMsgId(turnId, part));
  return sql`
    insert into ai_reply.deliveries (turn_id, part, text, status, vendor_msgid)
    select ${turnId}, part, text, 'recorded', vendor_msgid
    from ${sql(turn)}, unnest(${numbers}::integer[], ${texts}::text[], ${msgIds}::text[])
      as new (part, text, vendor_msgid)
    on conflict (turn_id, part) do nothing`;
}

/**
 * Ends the slow notice of the turn in `turn`, which needs none any more: deletes it if it was not sent, else its arrival
 * is uncertain. For the statement's `with` list, in which `turn` is a name.
 */
export function settleSlowNotice(
  sql: Sql | TransactionSql,
  turn: "answered" | "dropped",
  now: number,
) {
  return sql`
    unsent_notice as (
      delete from ai_reply.deliveries
      where turn_id in (select turn_id from ${sql(turn)}) and part = 0 and status = 'recorded'),
    uncertain_notice as (
      update ai_reply.deliveries set status = 'uncertain', ended_at = ${new Date(now)}
      where turn_id in (select turn_id from ${sql(turn)}) and part = 0 and status = 'sending')`;
}

/** The parts that a conversation got lately. */
export interface LatelySent {
  /** The texts that the channel may still recognise as repeated. */
  readonly texts: readonly string[];
  /** How many parts were sent since the customer's last message, in whole seconds as WeCom counts. */
  readonly sinceQuestion: number;
}

/** Reads what a conversation got lately. One hour more than the channel's limit, as clocks differ. */
export async function readLatelySent(
  sql: Sql | TransactionSql,
  conversationId: string,
  now: number,
): Promise<LatelySent> {
  const since = new Date(now - KNOWN_FOR_MS - 3_600_000);
  const rows = await sql<{ text: string; isRecent: boolean; isAfterQuestion: boolean }[]>`
    select text, is_recent as "isRecent", is_after_question as "isAfterQuestion"
    from (
      select d.text,
        d.status <> 'refused' and coalesce(d.first_tried_at, t.started_at) > ${since} as is_recent,
        d.status in ('sending', 'sent', 'uncertain') and d.first_tried_at >= coalesce(
          (select max(date_trunc('second', sent_at)) from ai_reply.messages
            where conversation_id = ${conversationId} and author = 'customer'), '-infinity')
          as is_after_question
      from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
      where t.conversation_id = ${conversationId}) as part
    where is_recent or is_after_question`;
  return {
    texts: rows.filter(({ isRecent }) => isRecent).map(({ text }) => text),
    sinceQuestion: rows.filter(({ isAfterQuestion }) => isAfterQuestion).length,
  };
}

/** A conversation, and whether the part was marked. */
export interface MarkedConversation extends Conversation {
  readonly isMarked: boolean;
}

/**
 * Records that a part is about to be sent: from now on it may have arrived. This and all earlier commits are on the disk
 * when it returns. `isMarked` is false if the part must not be sent any more.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function markSending(
  sql: Sql,
  lease: Lease,
  { turnId, part }: Delivery,
  now: number,
): Promise<MarkedConversation> {
  const [row] = await sql<MarkedConversation[]>`
    with ours as ${leasedConversation(sql, lease)},
    marked as (
      update ai_reply.deliveries
      set status = 'sending', first_tried_at = coalesce(first_tried_at, ${new Date(now)})
      where turn_id = ${turnId} and part = ${part} and status in ('recorded', 'sending')
        and exists (select from ours)
      returning 1)
    select ours.*, exists (select from marked) as "isMarked" from ours`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row;
}

/**
 * Records how sending a part ended, unless WeCom reported the end already: then `isMarked` is false.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function markEnded(
  sql: Sql,
  lease: Lease,
  { turnId, part }: Delivery,
  end: {
    readonly status: "sent" | "uncertain" | "refused";
    readonly error?: string | undefined;
    readonly now: number;
  },
): Promise<MarkedConversation> {
  const error = end.error ?? null;
  const [row] = await sql<MarkedConversation[]>`
    with ours as ${leasedConversation(sql, lease)},
    marked as (
      update ai_reply.deliveries
      set status = ${end.status}, error = ${error}, ended_at = ${new Date(end.now)}
      where turn_id = ${turnId} and part = ${part} and status in ('recorded', 'sending')
        and exists (select from ours)
      returning 1)
      ${part > 0 && end.status !== "sent" ? sql`, ${troubled(sql, lease, end.status)}` : sql``}
    select ours.*, exists (select from marked) as "isMarked", ${flushesLater(sql)} from ours`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row;
}

/** For a `with` list that has `marked`: a part of the last turn went wrong. "refused" counts more than "uncertain". */
function troubled(sql: Sql, { conversationId }: Lease, status: "uncertain" | "refused") {
  return sql`
    troubled as (
      update ai_reply.conversations set trouble = least(trouble, ${status})
      where conversation_id = ${conversationId} and exists (select from marked))`;
}

/**
 * Marks a part as refused, after WeCom reported that it was not delivered. Locks the conversation's row. Returns false if
 * the message is not ours.
 */
export async function refuseByVendor(
  tx: TransactionSql,
  vendorMsgid: string,
  error: string,
): Promise<boolean> {
  const [ref] = await tx<{ conversationId: string }[]>`
    select conversation_id as "conversationId"
    from ai_reply.deliveries join ai_reply.turns using (turn_id)
    where vendor_msgid = ${vendorMsgid}`;
  if (ref === undefined) return false;
  await lockConversation(tx, ref.conversationId);
  const { count } = await tx`
    update ai_reply.deliveries set status = 'refused', error = ${error}
    where vendor_msgid = ${vendorMsgid}`;
  await refreshTrouble(tx, [ref.conversationId]);
  return count > 0;
}
