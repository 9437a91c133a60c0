import type { Sql } from "postgres";
import type { CustomerKey } from "services/ai-reply/stores/customer_store.ts";

const NOTES_SHOWN_MAX = 100;

/** What a colleague wrote down about a customer. */
export interface CustomerNote {
  readonly id: string;
  /** The subject of who wrote it. */
  readonly author: string;
  readonly authorName: string;
  readonly text: string;
  readonly writtenAt: Date;
}

/** The last hundred notes, the newest first. */
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

/** Adds a note to a customer that is stored. */
export async function addCustomerNote(
  sql: Sql,
  { corpId, externalUserId }: CustomerKey,
  note: CustomerNote,
): Promise<void> {
  await sql`
    insert into ai_reply.customer_notes
      (note_id, corp_id, external_user_id, author, author_name, text, written_at)
    values (${note.id}, ${corpId}, ${externalUserId}, ${note.author}, ${note.authorName},
      ${note.text}, ${note.writtenAt})`;
}

/** Who wrote a note of this customer. */
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

/** Deletes a note; nothing happens when it is gone. */
export async function deleteCustomerNote(sql: Sql, noteId: string): Promise<void> {
  await sql`delete from ai_reply.customer_notes where note_id = ${noteId}`;
}
