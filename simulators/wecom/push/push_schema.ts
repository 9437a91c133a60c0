import { z } from "zod";
import { messageSchema, quotedBy } from "simulators/wecom/push/message_schema.ts";

const corpId = z.string().optional();
/** What WeCom sends to a bot in a group; `other` tests how further kinds are read. */
const IN_GROUPS: ReadonlySet<string | undefined> = new Set(["text", "mixed", "event", "other"]);
const callbackUrl = z.url({ protocol: /^https?$/ });

/** `POST /_control/push`: make WeCom send us callbacks. */
export const pushSchema = z.strictObject({
  /** Default: the first corp. */
  corpId,
  /** The channel: an app (the default, the corp's first one), a kf account or a bot. */
  agentId: z.int().positive().optional(),
  openKfid: z.string().optional(),
  botId: z.string().optional(),
  /** A group in which the person mentions the bot; without it, a single chat. */
  chatId: z.string().min(1).max(64).optional(),
  /** Another callback URL than the configured one. */
  to: callbackUrl.optional(),
  /** The member's userid or the customer's external_userid; not needed for `change_*` events. */
  fromUser: z.string().min(1).max(64).optional(),
  /** kf: the member who wrote this to the customer, instead of the customer. */
  servicer: z.string().optional(),
  message: messageSchema.optional(),
  /** Several messages of that person, sent without waiting for the answers. */
  messages: z.array(messageSchema).min(1).max(200).optional(),
  /** Further deliveries of each message at the same time, as after a lost acknowledgement. */
  duplicates: z.int().min(0).max(10).default(0),
  /** Answer when everything has ended, with retries and streams. */
  wait: z.boolean().default(false),
}).refine(
  ({ message, messages }) => (message === undefined) !== (messages === undefined),
  "give one of message, messages",
).refine(
  ({ agentId, openKfid, botId }) =>
    [agentId, openKfid, botId].filter((it) => it !== undefined).length <= 1,
  "give at most one of agentId, openKfid, botId",
).refine(
  ({ servicer, openKfid }) => servicer === undefined || openKfid !== undefined,
  "servicer goes with openKfid",
).refine(
  ({ chatId, botId }) => chatId === undefined || botId !== undefined,
  "chatId goes with botId",
).refine(
  ({ chatId, message, messages }) =>
    chatId === undefined || (messages ?? [message]).every((it) => IN_GROUPS.has(it?.kind)),
  "in a group WeCom sends a bot only text, mixed and events (D100719)",
).refine(
  ({ botId, message, messages }) =>
    botId !== undefined || (messages ?? [message]).every((it) => !it || !quotedBy(it)),
  "quotes goes with botId: WeCom sends quotes to AI bots only",
);

/** What `pushSchema` yields. */
export type PushRequest = z.infer<typeof pushSchema>;

/** `POST /_control/verify`: the Save button of the console. */
export const verifySchema = z.strictObject({
  corpId,
  agentId: z.int().positive().optional(),
  botId: z.string().optional(),
  to: callbackUrl.optional(),
});
