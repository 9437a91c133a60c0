import type { TransactionSql } from "postgres";
import { storableText } from "packages/platform/storable_text.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";
import { withoutFileUrls } from "services/ai-reply/domain/media.ts";
import type { Filing } from "services/ai-reply/stores/file_message.ts";

/** Adds a message, without addresses that open its files to whoever knows them. */
export async function insertMessage(
  tx: TransactionSql,
  { messageId, sourceKey, author, content, sentAt }: Filing,
  { conversationId, filedAt, leftToStaffAt }: {
    readonly conversationId: string;
    readonly filedAt: Date;
    /** Null: a turn is to answer it, or a colleague wrote it. */
    readonly leftToStaffAt: Date | null;
  },
): Promise<void> {
  await tx`
    insert into ai_reply.messages (message_id, source_key, conversation_id, author, content, sent_at,
      filed_at, left_to_staff_at)
    values (${messageId}, ${sourceKey}, ${conversationId}, ${author}, ${
    tx.json(storable(withoutFileUrls(content)))
  }, ${sentAt}, ${filedAt}, ${leftToStaffAt})`;
}

/** Without what PostgreSQL does not take: NUL, and halves of characters. */
function storable(content: Content): Content {
  return JSON.parse(
    JSON.stringify(
      content,
      (_name, value) => typeof value === "string" ? storableText(value) : value,
    ),
  );
}
