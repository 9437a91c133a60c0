import type { PendingQuery, Row, Sql, TransactionSql } from "postgres";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { type Delivery, KNOWN_FOR_MS, vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import { conversationColumns, type Lease, LeaseLostError } from "services/ai-reply/stores/lease.ts";

/** Reads the parts of a turn, in the order in which they are sent. */
export async function readDeliveries(sql: Sql, turnId: string): Promise<readonly Delivery[]> {
  return await sql<Delivery[]>`
    select turn_id as "turnId", part, text, status, first_tried_at as "firstTriedAt"
    from ai_reply.deliveries where turn_id = ${turnId} order by part`;
}

/** Records the parts of a turn before they are sent. Part 0 is the slow notice. */
export async function recordParts(
  tx: TransactionSql,
  turnId: string,
  parts: readonly { readonly part: number; readonly text: string }[],
): Promise<void> {
  const rows = parts.map(({ part, text }) => ({
    turn_id: turnId,
    part,
    text,
    status: "recorded",
    vendor_msgid: vendorMsgId(turnId, part),
  }));
  await tx`
    insert into ai_reply.deliveries ${tx(rows)} on conflict (turn_id, part) do nothing`;
}

/**
 * Ends the slow notice of a turn that needs none any more: deletes it if it was not sent, else its arrival is
 * uncertain.
 */
export async function settleSlowNotice(
  tx: TransactionSql,
  turnId: string,
  now: number,
): Promise<void> {
  await tx`
    delete from ai_reply.deliveries
    where turn_id = ${turnId} and part = 0 and status = 'recorded'`;
  await tx`
    update ai_reply.deliveries set status = 'uncertain', ended_at = ${new Date(now)}
    where turn_id = ${turnId} and part = 0 and status = 'sending'`;
}

/** Reads the texts that the channel may still recognise as repeated. One hour more than its limit, as clocks differ. */
export async function recentTexts(
  tx: TransactionSql,
  conversationId: string,
  now: number,
): Promise<readonly string[]> {
  const since = new Date(now - KNOWN_FOR_MS - 3_600_000);
  const rows = await tx<{ text: string }[]>`
    select d.text from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
    where t.conversation_id = ${conversationId} and d.status <> 'refused'
      and (d.first_tried_at > ${since} or (d.first_tried_at is null and t.started_at > ${since}))`;
  return rows.map(({ text }) => text);
}

/** Counts the parts sent since the customer's last message, in whole seconds as WeCom counts. */
export async function countSentSince(tx: TransactionSql, conversationId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
    where t.conversation_id = ${conversationId} and d.status in ('sending', 'sent', 'uncertain')
      and d.first_tried_at >= coalesce(
        (select max(date_trunc('second', sent_at)) from ai_reply.messages
          where conversation_id = ${conversationId} and author = 'customer'), '-infinity')`;
  return row?.count ?? 0;
}

/**
 * Records that a part is about to be sent: from now on it may have arrived. Returns the conversation; undefined if the
 * part must not be sent any more.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function markSending(
  sql: Sql,
  lease: Lease,
  { turnId, part }: Delivery,
  now: number,
): Promise<Conversation | undefined> {
  const { isMarked, ...conversation } = await mark(
    sql,
    lease,
    sql`
      update ai_reply.deliveries
      set status = 'sending', first_tried_at = coalesce(first_tried_at, ${new Date(now)})
      where turn_id = ${turnId} and part = ${part} and status in ('recorded', 'sending')`,
  );
  return isMarked ? conversation : undefined;
}

/**
 * Records how sending a part ended, unless WeCom reported the end already.
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
): Promise<void> {
  await mark(
    sql,
    lease,
    sql`
      update ai_reply.deliveries
      set status = ${end.status}, error = ${end.error ?? null}, ended_at = ${new Date(end.now)}
      where turn_id = ${turnId} and part = ${part} and status in ('recorded', 'sending')`,
  );
}

/**
 * Runs an update of a part, if the lease is still ours. One statement instead of a transaction: it locks the row of the
 * conversation first, as all changes of who answers do.
 */
async function mark(
  sql: Sql,
  lease: Lease,
  update: PendingQuery<Row[]>,
): Promise<Conversation & { readonly isMarked: boolean }> {
  const [row] = await sql<(Conversation & { isMarked: boolean })[]>`
    with ours as materialized (
      select ${conversationColumns(sql)} from ai_reply.conversations
      where conversation_id = ${lease.conversationId} and lease_token = ${lease.token}
      for update),
    marked as (${update} and exists (select from ours) returning 1)
    select ours.*, exists (select from marked) as "isMarked" from ours`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row;
}

/**
 * Marks a part as refused, after WeCom reported that it was not delivered. Returns false if the message is not ours.
 */
export async function refuseByVendor(
  tx: TransactionSql,
  vendorMsgid: string,
  error: string,
): Promise<boolean> {
  const { count } = await tx`
    update ai_reply.deliveries set status = 'refused', error = ${error}
    where vendor_msgid = ${vendorMsgid}`;
  return count > 0;
}
