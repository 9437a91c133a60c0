import { z } from "zod";
import { id, listOf, seconds } from "packages/wecom/callback/wire_fields.ts";

/** The fields of every message to a bot. */
const base = {
  msgId: id,
  aiBotId: z.string(),
  /** Only in a group. */
  chatId: z.string().optional(),
  chatType: z.literal(["single", "group"]),
  from: z.object({
    /** Encrypted, unless the bot's creator is a super administrator. */
    userId: z.string(),
    corpId: z.string().optional(),
  }),
  /** A secret: any client that knows it can send one reply within an hour. */
  responseUrl: z.string().optional(),
};

const text = z.object({ content: z.string().default("") });
/** The URL is valid for five minutes; the file is encrypted with the bot's key. */
const media = z.object({ url: z.string() });

/** A quoted message, or an item of a mixed one, of any kind and form: `readAiBotPart` reads it. */
export const aiBotPart = z.looseObject({ msgType: z.string() });
const mixed = z.object({ msgItem: listOf(aiBotPart) });

const sent = {
  ...base,
  /** The message that this one quotes. */
  quote: aiBotPart.optional().catch(undefined),
};

/** A message to a bot. In groups, text begins with the bot's `@name`. */
const aiBotSent = z.discriminatedUnion("kind", [
  z.object({ ...sent, kind: z.literal("text"), text }),
  z.object({ ...sent, kind: z.literal("image"), image: media }),
  z.object({ ...sent, kind: z.literal("mixed"), mixed }),
  /** WeCom sends the transcript, not the recording. */
  z.object({ ...sent, kind: z.literal("voice"), voice: text }),
  z.object({ ...sent, kind: z.literal("file"), file: media }),
  z.object({ ...sent, kind: z.literal("video"), video: media }),
]);

const happened = { ...base, kind: z.literal("event"), createTime: seconds.optional() };

/** An event of a bot. Document path 101027. */
const aiBotEvent = z.object({
  ...happened,
  /** The fields of the event itself are kept and not read. */
  event: z.looseObject({
    eventType: z.literal(["enter_chat", "template_card_event", "feedback_event"]),
  }),
});

/** WeCom asks for the next state of a streamed reply. Document path 100719. */
const aiBotStreamRefresh = z.object({
  ...base,
  kind: z.literal("stream"),
  stream: z.object({ id: z.string() }),
});

/** All documented messages and events of a bot. */
export const aiBotMessage = z.discriminatedUnion("kind", [
  aiBotSent,
  aiBotEvent,
  aiBotStreamRefresh,
]);
