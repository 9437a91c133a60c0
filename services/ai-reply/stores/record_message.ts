import type { TransactionSql } from "postgres";
import { storableText } from "packages/platform/storable_text.ts";
import { readCommand } from "services/ai-reply/domain/commands.ts";
import type { Content, ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { decideMode } from "services/ai-reply/domain/decide_mode.ts";
import { withoutFileUrls } from "services/ai-reply/domain/media.ts";
import { findOrCreateConversation } from "services/ai-reply/stores/find_or_create_conversation.ts";
import { dropThinkingTurn, switchToBot, switchToStaff } from "services/ai-reply/stores/modes.ts";

/** A message to record. */
export interface NewMessage {
  readonly key: ConversationKey;
  readonly messageId: string;
  /** Identifies the message, however often it arrives. */
  readonly sourceKey: string;
  readonly author: "customer" | "staff";
  readonly content: Content;
  readonly sentAt: Date;
  /** Too old to be answered, in any mode. */
  readonly isHistory?: boolean;
}

/** How messages are recorded. */
export interface RecordingRules {
  readonly nextId: () => string;
  readonly now: number;
  /** After this many hours without a message the AI answers again. */
  readonly toBotAfterHours: number;
  /** Requests, in the same transaction, that the files of a new message are stored. */
  storeFiles(tx: TransactionSql, messageId: string, content: Content): Promise<void>;
}

/** The result of recording a message. */
export interface RecordOutcome {
  readonly conversationId: string;
  /** The AI must answer: wake the conversation. */
  readonly waits: boolean;
  /** Wake it at once, even if a retry of the previous answer is due later: the customer does not want that answer. */
  readonly isUrgent: boolean;
}

/** Records a message once, and creates its conversation if there is none. Locks the conversation's row. */
export async function recordMessage(
  tx: TransactionSql,
  message: NewMessage,
  rules: RecordingRules,
): Promise<RecordOutcome> {
  const { sourceKey, author, content, sentAt, isHistory = false } = message;
  const conversation = await findOrCreateConversation(tx, message.key, rules);
  const { conversationId } = conversation;
  const known = await tx`select from ai_reply.messages where source_key = ${sourceKey}`;
  if (known.count > 0) return { conversationId, waits: false, isUrgent: false };
  const isStaff = author === "staff";
  const command = content.type === "text" ? readCommand(content.text) : undefined;
  const { mode, switchedBecause } = isStaff
    ? { mode: "human" as const }
    : decideMode(conversation, command, rules);
  if (switchedBecause !== undefined) {
    await switchToBot(tx, { conversationId, reason: switchedBecause, now: rules.now });
  }
  const waits = !isStaff && mode === "bot" && !isHistory;
  const recordedAt = new Date(rules.now);
  const leftToStaffAt = waits || isStaff ? null : recordedAt;
  await insertMessage(tx, message, { conversationId, recordedAt, leftToStaffAt });
  await rules.storeFiles(tx, message.messageId, content);
  if (isStaff && !isHistory) {
    await switchToStaff(tx, { conversationId, reason: "kf", now: rules.now });
  }
  const awaitsStaff = !isStaff && !isHistory && mode === "human";
  await markActivity(tx, conversationId, { isStaff, sentAt, awaitsStaff });
  // A customer who asks for staff does not wait for the model.
  const isUrgent = waits && command === "human";
  if (isUrgent) await dropThinkingTurn(tx, conversationId, rules.now);
  return { conversationId, waits, isUrgent };
}

/** Inserts the message, without the addresses of its files. */
async function insertMessage(
  tx: TransactionSql,
  { messageId, sourceKey, author, content, sentAt }: NewMessage,
  { conversationId, recordedAt, leftToStaffAt }: {
    readonly conversationId: string;
    readonly recordedAt: Date;
    /** Null: the AI answers, or a colleague sent it. */
    readonly leftToStaffAt: Date | null;
  },
): Promise<void> {
  const stored = tx.json(storable(withoutFileUrls(content)));
  await tx`
    insert into ai_reply.messages (message_id, source_key, conversation_id, author, content, sent_at,
      filed_at, left_to_staff_at)
    values (${messageId}, ${sourceKey}, ${conversationId}, ${author}, ${stored}, ${sentAt},
      ${recordedAt}, ${leftToStaffAt})`;
}

/** Removes what PostgreSQL rejects: NUL characters and lone surrogates. */
function storable(content: Content): Content {
  return JSON.parse(
    JSON.stringify(
      content,
      (_name, value) => typeof value === "string" ? storableText(value) : value,
    ),
  );
}

/** Updates the conversation's times of the last message, and since when the customer waits for staff. */
async function markActivity(
  tx: TransactionSql,
  conversationId: string,
  { isStaff, sentAt, awaitsStaff }: {
    readonly isStaff: boolean;
    readonly sentAt: Date;
    readonly awaitsStaff: boolean;
  },
): Promise<void> {
  const awaitedSince = awaitsStaff ? sentAt : null;
  const changes = isStaff
    ? tx`last_reply_at = greatest(last_reply_at, ${sentAt}::timestamptz),
      staff_awaited_since = case when staff_awaited_since > ${sentAt} then staff_awaited_since end`
    : tx`last_message_at = greatest(last_message_at, ${sentAt}::timestamptz),
      staff_awaited_since = coalesce(staff_awaited_since, ${awaitedSince}::timestamptz)`;
  await tx`
    update ai_reply.conversations set ${changes} where conversation_id = ${conversationId}`;
}
