import type { Sql } from "postgres";
import { listMedia, type MediaItem } from "services/ai-reply/domain/media.ts";
import { conversationError } from "services/ai-reply/errors.ts";

/** A file of a message: where it is stored, and which app may fetch it from WeCom. */
export interface MessageMedia extends MediaItem {
  /** The configured app or AI bot of the conversation. */
  readonly app: string;
  readonly corpId: string;
  readonly messageId: string;
  readonly sentAt: Date;
  /** Null: not stored here. */
  readonly stored: {
    readonly contentType: string;
    readonly fileName: string | null;
    /** In bytes. */
    readonly size: number;
  } | null;
}

interface Row extends Pick<MessageMedia, "app" | "corpId" | "stored"> {
  readonly content: Readonly<Record<string, unknown>> | null;
  readonly sentAt: Date | null;
}

/**
 * Reads one file of a message of a conversation. Both ids must be UUIDs.
 * @throws AppError `conversation_not_found`, `conversation_media_not_found` (404)
 */
export async function readMedia(
  sql: Sql,
  conversationId: string,
  messageId: string,
  item: number,
): Promise<MessageMedia> {
  const [row] = await sql<Row[]>`
    select c.app, c.corp_id as "corpId", m.content, m.sent_at as "sentAt",
      case when k.item is not null then jsonb_build_object('contentType', k.content_type,
        'fileName', k.file_name, 'size', k.size) end as stored
    from ai_reply.conversations c
    left join ai_reply.messages m
      on m.conversation_id = c.conversation_id and m.message_id = ${messageId}
    left join ai_reply.media k on k.message_id = m.message_id and k.item = ${item}
    where c.conversation_id = ${conversationId}`;
  if (row === undefined) throw conversationError("conversation_not_found");
  const { content, sentAt, ...rest } = row;
  const file = listMedia(content ?? {}).find((file) => file.item === item);
  if (file === undefined || sentAt === null) {
    throw conversationError("conversation_media_not_found");
  }
  return { ...rest, ...file, messageId, sentAt };
}
