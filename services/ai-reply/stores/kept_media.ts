import type { Sql } from "postgres";
import type { MediaKeep } from "services/ai-reply/queues/media_keep.ts";

/** The driver takes twelve times as much memory to write something. */
const PIECE_BYTES = 1_048_576;

/** Where a file is to be fetched that is not kept yet. */
export interface Unkept {
  readonly app: string;
  readonly corpId: string;
  readonly sentAt: Date;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A file with what describes it. */
export interface KeptFile {
  readonly contentType: string;
  readonly fileName?: string | undefined;
  readonly bytes: Uint8Array;
}

type Which = Pick<MediaKeep, "messageId" | "item">;

/** The message whose file is to be kept; undefined when it is kept, or the message was deleted. */
export async function findUnkept(
  sql: Sql,
  { messageId, item }: Which,
): Promise<Unkept | undefined> {
  const [row] = await sql<Unkept[]>`
    select c.app, c.corp_id as "corpId", m.sent_at as "sentAt", m.content
    from ai_reply.messages m join ai_reply.conversations c using (conversation_id)
    where m.message_id = ${messageId} and not exists (
      select 1 from ai_reply.media k where k.message_id = m.message_id and k.item = ${item})`;
  return row;
}

/** Stores a file once; not when its message has been deleted meanwhile. */
export async function storeKept(
  sql: Sql,
  { messageId, item }: Which,
  { contentType, fileName, bytes }: KeptFile,
  now: number,
): Promise<void> {
  await sql.begin(async (tx) => {
    const { count } = await tx`
      insert into ai_reply.media (message_id, item, content_type, file_name, size, kept_at)
      select message_id, ${item}::smallint, ${contentType}, ${
      fileName ?? null
    }, ${bytes.length}::integer,
        ${new Date(now)}::timestamptz
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

/** The `size` bytes of a kept file, piece by piece as they are read. */
export function streamKept(
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
      if (row === undefined) throw new Error("Cannot read file: it was deleted meanwhile");
      piece += 1;
      controller.enqueue(row.bytes);
    },
  }, { highWaterMark: 0 });
}
