import type { Sql } from "postgres";
import type { MediaKeep } from "packages/events/media_keep.ts";

/** What one query reads or writes: the driver takes twelve times as much memory to write something. */
const CHUNK_BYTES = 1_048_576;

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
    await tx`create temporary table media_parts (at integer, part bytea) on commit drop`;
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const part = bytes.subarray(at, at + CHUNK_BYTES);
      await tx`insert into pg_temp.media_parts values (${at}, ${part})`;
    }
    await tx`
      insert into ai_reply.media (message_id, item, content_type, file_name, bytes, kept_at)
      select message_id, ${item}::smallint, ${contentType}, ${fileName ?? null},
        (select coalesce(string_agg(part, ''::bytea order by at), '') from pg_temp.media_parts),
        ${new Date(now)}::timestamptz
      from ai_reply.messages where message_id = ${messageId}
      on conflict (message_id, item) do nothing`;
  });
}

/** The bytes of a kept file, piece by piece as they are read. */
export function streamKept(
  sql: Sql,
  { messageId, item }: Which,
  bytes: number,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= bytes) return controller.close();
      const [row] = await sql<{ chunk: Uint8Array }[]>`
        select substring(bytes from ${at + 1}::integer for ${CHUNK_BYTES}::integer) as chunk
        from ai_reply.media where message_id = ${messageId} and item = ${item}`;
      if (row === undefined) throw new Error("Cannot read file: it was deleted meanwhile");
      at += row.chunk.byteLength;
      controller.enqueue(row.chunk);
    },
  }, { highWaterMark: 0 });
}
