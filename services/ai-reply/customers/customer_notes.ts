import type { Sql, TransactionSql } from "postgres";
import type { CustomerKey } from "services/ai-reply/customers/customer_store.ts";

const NOTES_SHOWN_MAX = 100;

/** A note that a colleague wrote about a customer. */
export interface CustomerNote {
  readonly id: string;
  /** The author's subject. */
  readonly author: string;
  readonly authorName: string;
  readonly text: string;
  readonly writtenAt: Date;
}

/** Reads the last hundred notes, newest first. */
export async function listCustomerNotes(
  sql: Sql,
  { corpId, externalUserId }: CustomerKey,
): Promise<CustomerNote[]> {
  return await sql<CustomerNote[]>`
    select note_id as id, author, author_name as "authorName", text, written_at as "writtenAt"
    from ai_reply.customer_notes
    where corp_id = ${corpId} and external_user_id = ${externalUserId}
    order by written_at desc, note_id desc
    limit ${NOTES_SHOWN_MAX}`;
}

/** Adds a note to a stored customer. */
export async function addCustomerNote(
  sql: Sql | TransactionSql,
  { corpId, externalUserId }: CustomerKey,
  note: CustomerNote,
): Promise<void> {
  await sql`
    insert into ai_reply.customer_notes
      (note_id, corp_id, external_user_id, author, author_name, text, written_at)
    values (${note.id}, ${corpId}, ${externalUserId}, ${note.author}, ${note.authorName},
      ${note.text}, ${note.writtenAt})`;
}

/** Reads the author's subject of a note of this customer; undefined if there is no such note. */
export async function readNoteAuthor(
  sql: Sql,
  { corpId, externalUserId }: CustomerKey,
  noteId: string,
): Promise<string | undefined> {
  const [row] = await sql<{ author: string }[]>`
    select author from ai_reply.customer_notes
    where note_id = ${noteId} and corp_id = ${corpId} and external_user_id = ${externalUserId}`;
  return row?.author;
}

/** Deletes a note. Returns false if it does not exist any more. */
export async function deleteCustomerNote(
  sql: Sql | TransactionSql,
  noteId: string,
): Promise<boolean> {
  const { count } = await sql`delete from ai_reply.customer_notes where note_id = ${noteId}`;
  return count > 0;
}
