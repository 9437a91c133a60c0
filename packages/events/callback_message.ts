import { z } from "zod";
import { storableText } from "packages/platform/storable_text.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/**
 * A file sent to an AI bot, encrypted with the bot's key; valid for five minutes. Any client that knows the URL can
 * download the file, so it is never stored with a message.
 */
const url = z.string().optional();

/** The other files of a message to an AI bot: pictures between texts, and quoted files. */
const attachments = z.array(z.object({
  type: z.enum(["image", "video", "file"]),
  url,
  quoted: z.literal(true).optional(),
})).optional();

/** Further parts of a message. Only messages to AI bots have them. */
const beside = {
  attachments,
  /** The words of the message that this one quotes. They are not the sender's own. */
  quotedText: z.string().optional(),
};

/** The content that a person sent. Media are downloaded while WeCom stores them. */
const content = z.discriminatedUnion("type", [
  /** Also voice that WeCom transcribed. */
  z.object({ type: z.literal("text"), text: z.string(), ...beside }),
  z.object({
    type: z.enum(["image", "voice", "video", "file"]),
    /** What is said in a voice message, if WeCom recognised it. */
    text: z.string().optional(),
    /** For `media/get`; valid for three days. */
    mediaId: z.string().optional(),
    url,
    ...beside,
  }),
  z.object({
    type: z.literal("location"),
    latitude: z.number(),
    longitude: z.number(),
    label: z.string(),
  }),
  z.object({
    type: z.literal("link"),
    title: z.string(),
    description: z.string(),
    url: z.string(),
  }),
  /** Another kind; `name` is WeCom's name for it, `text` the words in it, such as the title of a mini program's card. */
  z.object({
    type: z.literal("other"),
    name: z.string(),
    text: z.string().optional(),
    ...beside,
  }),
]);

const common = {
  /** The id of the inbox row: a UUIDv7, so ids sort by arrival. */
  inboxId: z.uuid(),
  /** The configured app that received it. */
  app: z.string(),
  corpId: z.string(),
  /** The time from WeCom. */
  sentAt: z.iso.datetime(),
};

const schema = z.discriminatedUnion("kind", [
  /** A member wrote to the app. */
  z.object({
    ...common,
    kind: z.literal("app_message"),
    agentId: z.string(),
    userId: z.string(),
    content,
  }),
  /** A member wrote to the AI bot, alone or in a group. */
  z.object({
    ...common,
    kind: z.literal("bot_message"),
    botId: z.string(),
    userId: z.string(),
    /** Only in groups. */
    chatId: z.string().optional(),
    /** The stream that `callback` announced to WeCom. The answer goes there, see `reply_stream.ts`. */
    streamId: z.string(),
    content,
  }),
  /** Customers wrote to a 微信客服 account. `kf/sync_msg` returns the messages. */
  z.object({
    ...common,
    kind: z.literal("kf_news"),
    openKfId: z.string(),
    /**
     * For `kf/sync_msg`; valid for ten minutes. Without it the call works with a stricter rate limit. Absent when no
     * callback announced the news.
     */
    syncToken: z.string().optional(),
  }),
  /** An operator simulates a customer's message. */
  z.object({
    ...common,
    kind: z.literal("simulated_message"),
    externalUserId: z.string(),
    content,
  }),
]);

export type CallbackMessage = z.infer<typeof schema>;

/**
 * A message stored in the inbox. Sent by `callback` in the transaction that stores it, with `inboxId` as the job's id.
 * Consumed by `ai-reply`, which records it under `inboxId` and wakes its conversation, in one transaction.
 */
export const callbackMessage: QueueDefinition<CallbackMessage> = {
  name: "callback.message",
  schema,
  /**
   * Messages of one person are recorded in the order of arrival, even after a crash of the consumer. News of one 微信客服
   * account is read one after the other, so an account with slow answers from WeCom blocks one worker, not all of them.
   */
  key(message) {
    const { kind, corpId, app } = message;
    // PostgreSQL may not be able to store WeCom's name of a person.
    return storableText(`${kind} ${corpId} ${app} ${senderOf(message)}`);
  },
};

function senderOf(message: CallbackMessage): string {
  switch (message.kind) {
    case "kf_news":
      return message.openKfId;
    case "simulated_message":
      return message.externalUserId;
    case "app_message":
    case "bot_message":
      return message.userId;
  }
}
