import type { Sql } from "postgres";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import { firstUuidV7 } from "packages/platform/random.ts";
import { pruneMembers } from "services/ai-reply/members/member_names.ts";
import { refreshTrouble } from "services/ai-reply/conversations/refresh_trouble.ts";

const BATCH = 500;
/** A file has up to 20 MB. */
const FILES_BATCH = 10;

/**
 * Deletes what is older than `before`: files, messages, turns, acts of people, conversations without a later message, and their
 * customers. Works in batches, to hold few locks. Returns the number of deleted conversations.
 */
export async function pruneConversations(sql: Sql, before: Date): Promise<number> {
  // Ids are in the order of arrival, so the primary key finds the old rows without reading others.
  const firstId = firstUuidV7(before.getTime());
  // Before the messages: deleting a message would delete all of its files in one statement.
  await deleteInBatches(
    FILES_BATCH,
    (limit) =>
      sql`delete from ai_reply.media where (message_id, item) in (
      select message_id, item from ai_reply.media
      where message_id < ${firstId} and kept_at < ${before}
      limit ${limit} for update skip locked)`,
  );
  await deleteInBatches(BATCH, (limit) =>
    sql`delete from ai_reply.messages where message_id in (
      select message_id from ai_reply.messages m
      where message_id < ${firstId} and sent_at < ${before} and filed_at < ${before} and (left_to_staff_at is not null
        or author = 'staff' or exists (select 1 from ai_reply.turns t
          where t.turn_id = m.turn_id and t.status not in ('thinking', 'sending')))
      limit ${limit} for update skip locked)`);
  await deleteInBatches(BATCH, (limit) =>
    sql`delete from ai_reply.turns where turn_id in (
      select turn_id from ai_reply.turns
      where turn_id < ${firstId} and ended_at < ${before}
        and not exists (select 1 from ai_reply.messages m where m.turn_id = turns.turn_id)
      limit ${limit} for update skip locked)`);
  await deleteInBatches(BATCH, (limit) => endPrunedTroubles(sql, limit));
  await deleteInBatches(
    BATCH,
    (limit) =>
      sql`delete from ai_reply.conversation_acts where act_id in (
      select act_id from ai_reply.conversation_acts
      where act_id < ${firstId} and happened_at < ${before}
      limit ${limit} for update skip locked)`,
  );
  const conversations = await deleteInBatches(
    BATCH,
    (limit) =>
      sql`delete from ai_reply.conversations where conversation_id in (
      select conversation_id from ai_reply.conversations c
      where coalesce(last_message_at, created_at) < ${before}
        and not exists (select 1 from ai_reply.messages m where m.conversation_id = c.conversation_id)
        and not exists (select 1 from ai_reply.turns t where t.conversation_id = c.conversation_id)
      limit ${limit} for update skip locked)`,
  );
  await deleteInBatches(BATCH, (limit) => pruneCustomers(sql, before, limit));
  await deleteInBatches(BATCH, (limit) => pruneMembers(sql, before, limit));
  return conversations;
}

/**
 * Ends the trouble of conversations whose turns are all deleted. Not in the statement that deletes turns: each change of
 * a conversation locks its row before its turns.
 */
async function endPrunedTroubles(sql: Sql, limit: number): Promise<{ count: number }> {
  return await sql.begin(async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select conversation_id as id from ai_reply.conversations c
      where trouble is not null
        and not exists (select 1 from ai_reply.turns t where t.conversation_id = c.conversation_id)
      limit ${limit} for update skip locked`;
    await refreshTrouble(tx, rows.map(({ id }) => id));
    return { count: rows.length };
  });
}

/** Deletes customers without a conversation, unless staff added tags or notes. */
async function pruneCustomers(sql: Sql, before: Date, limit: number): Promise<{ count: number }> {
  return await sql`
    delete from ai_reply.customers where (corp_id, external_user_id) in (
      select corp_id, external_user_id from ai_reply.customers k
      where updated_at < ${before} and tags = '{}'
        and not exists (
          select 1 from ai_reply.conversations c
          where c.corp_id = k.corp_id and c.person = k.external_user_id)
        and not exists (
          select 1 from ai_reply.customer_notes n
          where n.corp_id = k.corp_id and n.external_user_id = k.external_user_id)
      limit ${limit} for update skip locked)`;
}
