import type { TransactionSql } from "postgres";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import { storableText } from "packages/platform/storable_text.ts";
import type { ReadCommand } from "services/ai-reply/commands/read_command.ts";
import { receivedEvent } from "services/ai-reply/domain/received_event.ts";
import type { Content, ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { type DecidedMode, decideMode } from "services/ai-reply/domain/decide_mode.ts";
import { withoutFileUrls } from "services/ai-reply/domain/media.ts";
import { commandOf } from "services/ai-reply/domain/plan_turn.ts";
import { findOrCreateConversation } from "services/ai-reply/recording/find_or_create_conversation.ts";
import {
  dropThinkingTurn,
  switchToBot,
  switchToStaff,
} from "services/ai-reply/conversations/modes.ts";

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
  readonly readCommand: ReadCommand;
  readonly webhooks: Webhooks;
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
  const { author, content, isHistory = false } = message;
  const { now, webhooks } = rules;
  const conversation = await findOrCreateConversation(tx, message.key, rules);
  const { conversationId } = conversation;
  const isStaff = author === "staff";
  const command = commandOf(content, rules.readCommand);
  const decided = decideMode(conversation, { author, command, isHistory }, rules);
  const waits = !isStaff && !isHistory && decided.mode === "bot";
  const isNew = await insertMessage(tx, message, {
    conversationId,
    recordedAt: new Date(now),
    isLeftToStaff: !waits && !isStaff,
    awaitsStaff: !isStaff && !isHistory && decided.mode === "human",
  });
  if (!isNew) return { conversationId, waits: false, isUrgent: false };
  await rules.storeFiles(tx, message.messageId, content);
  if (!isStaff && !isHistory) {
    const { messageId: id } = message;
    await webhooks.emit(tx, "message.received", receivedEvent(conversationId, message), { id });
  }
  await switchMode(tx, conversationId, decided, rules);
  // A customer who asks for staff does not wait for the model.
  const isUrgent = waits && command === "human";
  if (isUrgent) await dropThinkingTurn(tx, conversationId, now);
  return { conversationId, waits, isUrgent };
}

async function switchMode(
  tx: TransactionSql,
  conversationId: string,
  { mode, switchedBecause: reason }: DecidedMode,
  { now, webhooks }: RecordingRules,
): Promise<void> {
  if (reason === undefined) return;
  const change = { conversationId, reason, now, webhooks };
  await (mode === "bot" ? switchToBot(tx, change) : switchToStaff(tx, change));
}

/**
 * Inserts the message, without the addresses of its files, and updates the conversation: when the last message was
 * written, and since when the customer waits for staff. Returns false if the message was recorded before.
 */
async function insertMessage(
  tx: TransactionSql,
  { messageId, sourceKey, author, content, sentAt }: NewMessage,
  { conversationId, recordedAt, isLeftToStaff, awaitsStaff }: {
    readonly conversationId: string;
    readonly recordedAt: Date;
    readonly isLeftToStaff: boolean;
    readonly awaitsStaff: boolean;
  },
): Promise<boolean> {
  const stored = tx.json(storable(withoutFileUrls(content)));
  const leftToStaffAt = isLeftToStaff ? recordedAt : null;
  const awaitedSince = awaitsStaff ? sentAt : null;
  const changes = author === "staff"
    ? tx`last_reply_at = greatest(last_reply_at, ${sentAt}::timestamptz),
      staff_awaited_since = case when staff_awaited_since > ${sentAt} then staff_awaited_since end`
    : tx`last_message_at = greatest(last_message_at, ${sentAt}::timestamptz),
      staff_awaited_since = coalesce(staff_awaited_since, ${awaitedSince}::timestamptz)`;
  const { count } = await tx`
    with added as (
      insert into ai_reply.messages (message_id, source_key, conversation_id, author, content, sent_at,
        filed_at, left_to_staff_at)
      values (${messageId}, ${sourceKey}, ${conversationId}, ${author}, ${stored}, ${sentAt},
        ${recordedAt}, ${leftToStaffAt})
      on conflict (source_key) do nothing
      returning 1)
    update ai_reply.conversations set ${changes}
    where conversation_id = ${conversationId} and exists (select from added)`;
  return count > 0;
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
