import type { Sql } from "postgres";
import type { MediaKeep } from "services/ai-reply/queues/media_keep.ts";

/** The driver needs twelve times as much memory to write a value. */
const PIECE_BYTES = 1_048_576;

/** The message of a file that is not stored yet. */
export interface UnstoredMedia {
  readonly app: string;
  readonly corpId: string;
  readonly sentAt: Date;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A file with its content type and name. */
export interface StoredFile {
  readonly contentType: string;
  readonly fileName?: string | undefined;
  readonly bytes: Uint8Array;
}

type Which = Pick<MediaKeep, "messageId" | "item">;

/** Reads the message of a file; undefined if the file is stored already, or the message was deleted. */
export async function findUnstoredMedia(
  sql: Sql,
  { messageId, item }: Which,
): Promise<UnstoredMedia | undefined> {
  const [row] = await sql<UnstoredMedia[]>`
    select c.app, c.corp_id as "corpId", m.sent_at as "sentAt", m.content
    from ai_reply.messages m join ai_reply.conversations c using (conversation_id)
    where m.message_id = ${messageId} and not exists (
      select 1 from ai_reply.media k where k.message_id = m.message_id and k.item = ${item})`;
  return row;
}

/** Stores a file, unless it is stored already or its message was deleted. */
export async function storeFile(
  sql: Sql,
  { messageId, item }: Which,
  { contentType, fileName, bytes }: StoredFile,
  now: number,
): Promise<void> {
  const name = fileName ?? null;
  const storedAt = new Date(now);
  await sql.begin(async (tx) => {
    const { count } = await tx`
      insert into ai_reply.media (message_id, item, content_type, file_name, size, kept_at)
      select message_id, ${item}::smallint, ${contentType}, ${name}, ${bytes.length}::integer,
        ${storedAt}::timestamptz
      from ai_reply.messages where message_id = ${messageId}
      on conflict (message_id, item) do nothing`;
    if (count === 0) return;
    for (let piece = 0; piece * PIECE_BYTES < bytes.length; piece += 1) {
      const part = bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
      await tx`
        insert into ai_reply.media_pieces (message_id, item, piece, bytes)
        values (${messageId}, ${item}, ${piece}, ${part})`;
    }
  });
}

/** Streams the `size` bytes of a stored file. Each piece is read from the database when the stream is read. */
export function streamStoredFile(
  sql: Sql,
  { messageId, item }: Which,
  size: number,
): ReadableStream<Uint8Array> {
  let piece = 0;
  return new ReadableStream({
    async pull(controller) {
      if (piece * PIECE_BYTES >= size) return controller.close();
      const [row] = await sql<{ bytes: Uint8Array }[]>`
        select bytes from ai_reply.media_pieces
        where message_id = ${messageId} and item = ${item} and piece = ${piece}`;
      if (row === undefined) throw new Error("Cannot read the file: it was deleted");
      piece += 1;
      controller.enqueue(row.bytes);
    },
  }, { highWaterMark: 0 });
}
