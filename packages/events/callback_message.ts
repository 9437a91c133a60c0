import { z } from "zod";
import { storableText } from "packages/platform/storable_text.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** Of an AI bot: five minutes, encrypted with its key. Opens the file to whoever knows it: never stored with a message. */
const url = z.string().optional();

/** What else a message to an AI bot shows: pictures among its words, files that it quotes. */
const attachments = z.array(z.object({
  type: z.enum(["image", "video", "file"]),
  url,
  quoted: z.literal(true).optional(),
})).optional();

/** What somebody wrote or showed. Media are fetched from WeCom while it keeps them. */
const content = z.discriminatedUnion("type", [
  /** Also voice that WeCom has turned into text. */
  z.object({ type: z.literal("text"), text: z.string(), attachments }),
  z.object({
    type: z.enum(["image", "voice", "video", "file"]),
    /** Of `media/get`: three days. */
    mediaId: z.string().optional(),
    url,
    attachments,
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
  /** A kind that we do not know (yet), by WeCom's name for it. */
  z.object({ type: z.literal("other"), name: z.string() }),
]);

const common = {
  /** The row of the inbox; a UUIDv7, so the order of arrival. */
  inboxId: z.uuid(),
  /** The configured app that it came to. */
  app: z.string(),
  corpId: z.string(),
  /** When WeCom says it was written. */
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
    /** Present in groups. */
    chatId: z.string().optional(),
    /** Callback has promised WeCom this stream; the answer goes there, see `reply_stream.ts`. */
    streamId: z.string(),
    content,
  }),
  /** Customers wrote to a 微信客服 account: what, `kf/sync_msg` tells. */
  z.object({
    ...common,
    kind: z.literal("kf_news"),
    openKfId: z.string(),
    /** For `kf/sync_msg`, ten minutes; it works without, under a stricter limit. Absent when nobody told of news. */
    syncToken: z.string().optional(),
  }),
  /** An operator pretends that a customer wrote. */
  z.object({
    ...common,
    kind: z.literal("simulated_message"),
    externalUserId: z.string(),
    content,
  }),
]);

export type CallbackMessage = z.infer<typeof schema>;

/**
 * A message that lies in the inbox. Sent by `callback` in the transaction that stores it, with `inboxId` as the job's
 * id; consumed by `ai-reply`, which files it by `inboxId` and wakes its conversation, in one transaction.
 */
export const callbackMessage: QueueDefinition<CallbackMessage> = {
  name: "callback.message",
  schema,
  /**
   * What one person wrote is filed in the order in which it came, also when the process that files it dies. News of an
   * account of 微信客服 is read one after the other: so an account that WeCom is slow to tell of keeps one worker busy, and
   * not all of them.
   */
  orderKey(message) {
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
