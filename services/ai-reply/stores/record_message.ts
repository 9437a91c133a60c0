import type { TransactionSql } from "postgres";
import { storableText } from "packages/storage/jobs/job_data.ts";
import { type Command, readCommand } from "services/ai-reply/domain/commands.ts";
import type { Content, ConversationKey, Mode } from "services/ai-reply/domain/conversation.ts";
import { withoutFileUrls } from "services/ai-reply/domain/media.ts";
import { hoursPassed } from "services/ai-reply/domain/timing.ts";
import {
  findOrCreateConversation,
  type LockedConversation,
} from "services/ai-reply/stores/find_or_create_conversation.ts";
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
  /** Streams of AI bots to which no answer will be written. */
  readonly abandonedStreams: readonly string[];
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
  const [known] = await tx<{ leftToStaffAt: Date | null }[]>`
    select left_to_staff_at as "leftToStaffAt" from ai_reply.messages
    where source_key = ${sourceKey}`;
  const stream = content.streamId === undefined ? [] : [content.streamId];
  if (known !== undefined) {
    const abandonedStreams = known.leftToStaffAt === null ? [] : stream;
    return { conversationId, waits: false, isUrgent: false, abandonedStreams };
  }
  const isStaff = author === "staff";
  const mode = isStaff ? "human" : await modeFor(tx, conversation, content, rules);
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
  if (!waits) return { conversationId, waits, isUrgent: false, abandonedStreams: stream };
  // A customer who asks for staff does not wait for the model.
  const isUrgent = isCommand(content, "human");
  const abandonedStreams = isUrgent ? await dropThinkingTurn(tx, conversationId, rules.now) : [];
  return { conversationId, waits, isUrgent, abandonedStreams };
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

/** Decides who answers the message. The customer, or a long silence, may switch the conversation back to the AI. */
async function modeFor(
  tx: TransactionSql,
  { conversationId, mode, lastActivityAt }: LockedConversation,
  content: Content,
  { now, toBotAfterHours }: RecordingRules,
): Promise<Mode> {
  if (mode === "bot") return mode;
  const askedForBot = isCommand(content, "bot");
  if (!askedForBot && !hoursPassed(lastActivityAt, new Date(now), toBotAfterHours)) return mode;
  await switchToBot(tx, { conversationId, reason: askedForBot ? "keyword" : "idle", now });
  return "bot";
}

function isCommand(content: Content, command: Command): boolean {
  return content.type === "text" && readCommand(content.text) === command;
}
