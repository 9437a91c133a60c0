import type { TransactionSql } from "postgres";
import { type Command, readCommand } from "services/ai-reply/domain/commands.ts";
import type { Content, ConversationKey, Mode } from "services/ai-reply/domain/conversation.ts";
import { hoursPassed } from "services/ai-reply/domain/timing.ts";
import { insertMessage } from "services/ai-reply/stores/insert_message.ts";
import { dropThinking, switchToBot, switchToHuman } from "services/ai-reply/stores/modes.ts";

/** A message on its way into a conversation. */
export interface Filing {
  readonly key: ConversationKey;
  readonly messageId: string;
  /** The same message has the same one, however often it comes. */
  readonly sourceKey: string;
  readonly author: "customer" | "staff";
  readonly content: Content;
  readonly sentAt: Date;
  /** Not to be answered, whatever the mode. */
  readonly isHistory?: boolean;
}

/** What filing needs to know beside the message. */
export interface FilingRules {
  readonly nextId: () => string;
  readonly now: number;
  /** After so many hours without a word the AI answers again. */
  readonly returnHours: number;
  /** Sees to it, in the same transaction, that the files of a new message are kept. */
  keepFiles(tx: TransactionSql, messageId: string, content: Content): Promise<void>;
}

/** What became of a message. */
export interface Filed {
  readonly conversationId: string;
  /** A turn is to answer it: the conversation is to be woken. */
  readonly waits: boolean;
  /** At once, also where the next attempt at an answer is a while off: nobody waits for that answer any more. */
  readonly isUrgent: boolean;
  /** Streams of AI bots that nobody will write to. */
  readonly leftStreams: readonly string[];
}

interface Row {
  readonly conversationId: string;
  readonly mode: Mode;
  readonly lastActivityAt: Date | null;
}

/** Stores a message once, in its conversation, which is made when it is the first. Holds the conversation's row. */
export async function fileMessage(
  tx: TransactionSql,
  filing: Filing,
  rules: FilingRules,
): Promise<Filed> {
  const { sourceKey, author, sentAt, isHistory = false } = filing;
  const conversation = await findOrCreate(tx, filing.key, rules);
  const { conversationId } = conversation;
  const [known] = await tx<{ leftToStaffAt: Date | null }[]>`
    select left_to_staff_at as "leftToStaffAt" from ai_reply.messages
    where source_key = ${sourceKey}`;
  const stream = filing.content.streamId === undefined ? [] : [filing.content.streamId];
  if (known !== undefined) {
    const leftStreams = known.leftToStaffAt === null ? [] : stream;
    return { conversationId, waits: false, isUrgent: false, leftStreams };
  }
  const isStaff = author === "staff";
  const mode = isStaff ? "human" : await modeFor(tx, conversation, filing.content, rules);
  const waits = !isStaff && mode === "bot" && !isHistory;
  const at = new Date(rules.now);
  const leftToStaffAt = waits || isStaff ? null : at;
  await insertMessage(tx, filing, { conversationId, filedAt: at, leftToStaffAt });
  await rules.keepFiles(tx, filing.messageId, filing.content);
  if (isStaff && !isHistory) {
    await switchToHuman(tx, { conversationId, reason: "kf", now: rules.now });
  }
  const isLeft = !isStaff && !isHistory && mode === "human";
  await tx`
    update ai_reply.conversations set ${
    isStaff
      ? tx`last_reply_at = greatest(last_reply_at, ${sentAt}::timestamptz),
        staff_awaited_since = case when staff_awaited_since > ${sentAt} then staff_awaited_since end`
      : tx`last_message_at = greatest(last_message_at, ${sentAt}::timestamptz),
        staff_awaited_since = coalesce(staff_awaited_since, ${isLeft ? sentAt : null}::timestamptz)`
  } where conversation_id = ${conversationId}`;
  if (!waits) return { conversationId, waits, isUrgent: false, leftStreams: stream };
  // Who asks for a person does not wait for a model.
  const isUrgent = isCommand(filing.content, "human");
  const leftStreams = isUrgent ? await dropThinking(tx, conversationId, rules.now) : [];
  return { conversationId, waits, isUrgent, leftStreams };
}

/** Finds a conversation, or makes it, and holds its row. */
export async function findOrCreate(
  tx: TransactionSql,
  { channel, app, corpId, place, person }: ConversationKey,
  { nextId, now }: Pick<FilingRules, "nextId" | "now">,
): Promise<Row> {
  await tx`
    insert into ai_reply.conversations
      (conversation_id, channel, app, corp_id, place, person, created_at)
    values (${nextId()}, ${channel}, ${app}, ${corpId}, ${place}, ${person}, ${new Date(now)})
    on conflict (channel, app, place, person) do nothing`;
  const [row] = await tx<Row[]>`
    select conversation_id as "conversationId", mode,
      greatest(mode_changed_at, last_message_at, last_reply_at) as "lastActivityAt"
    from ai_reply.conversations
    where channel = ${channel} and app = ${app} and place = ${place} and person = ${person}
    for update`;
  if (row === undefined) {
    throw new Error("Cannot file a message: its conversation was just deleted");
  }
  return row;
}

/** Who answers this message; the customer, or a long silence, may bring the AI back. */
async function modeFor(
  tx: TransactionSql,
  { conversationId, mode, lastActivityAt }: Row,
  content: Content,
  { now, returnHours }: FilingRules,
): Promise<Mode> {
  if (mode === "bot") return mode;
  const calls = isCommand(content, "bot");
  if (!calls && !hoursPassed(lastActivityAt, new Date(now), returnHours)) return mode;
  await switchToBot(tx, { conversationId, reason: calls ? "keyword" : "idle", now });
  return "bot";
}

function isCommand(content: Content, command: Command): boolean {
  return content.type === "text" && readCommand(content.text) === command;
}
