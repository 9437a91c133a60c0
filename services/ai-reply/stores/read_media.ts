import type { Sql } from "postgres";
import { isMediaType, type MediaType } from "services/ai-reply/domain/media.ts";
import { conversationError } from "services/ai-reply/stores/errors.ts";

/** A file of a message, and who may ask WeCom for it. */
export interface MessageMedia {
  /** The configured app or AI bot that the conversation goes through. */
  readonly app: string;
  readonly corpId: string;
  readonly type: MediaType;
  /** WeCom's. */
  readonly mediaId: string;
  readonly sentAt: Date;
}

interface Row {
  readonly app: string;
  readonly corpId: string;
  readonly type: string | null;
  readonly mediaId: string | null;
  readonly sentAt: Date | null;
}

/**
 * The file of one message of one conversation; both ids are UUIDs.
 * @throws AppError `conversation_not_found`, `conversation_media_not_found` (404)
 */
export async function readMedia(
  sql: Sql,
  conversationId: string,
  messageId: string,
): Promise<MessageMedia> {
  const [row] = await sql<Row[]>`
    select c.app, c.corp_id as "corpId", m.content ->> 'type' as type,
      m.content ->> 'mediaId' as "mediaId", m.sent_at as "sentAt"
    from ai_reply.conversations c
    left join ai_reply.messages m
      on m.conversation_id = c.conversation_id and m.message_id = ${messageId}
    where c.conversation_id = ${conversationId}`;
  if (row === undefined) throw conversationError("conversation_not_found");
  const { app, corpId, type, mediaId, sentAt } = row;
  if (!isMediaType(type) || !mediaId || sentAt === null) {
    throw conversationError("conversation_media_not_found");
  }
  return { app, corpId, type, mediaId, sentAt };
}
