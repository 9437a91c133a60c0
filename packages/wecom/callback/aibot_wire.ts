import { z } from "zod";
import { id, listOf, seconds } from "packages/wecom/callback/wire_fields.ts";

/** What every message of a bot has. */
const base = {
  msgId: id,
  aiBotId: z.string(),
  /** Of a group only. */
  chatId: z.string().optional(),
  chatType: z.literal(["single", "group"]),
  from: z.object({
    /** Encrypted, unless the bot's creator is a super administrator. */
    userId: z.string(),
    corpId: z.string().optional(),
  }),
  /** Takes one reply within an hour, from whoever knows it: a secret. */
  responseUrl: z.string().optional(),
};

const text = z.object({ content: z.string().default("") });
/** Lives five minutes; what it yields is encrypted with the bot's key. */
const media = z.object({ url: z.string() });
const mixed = z.object({
  msgItem: listOf(z.discriminatedUnion("msgType", [
    z.object({ msgType: z.literal("text"), text }),
    z.object({ msgType: z.literal("image"), image: media }),
  ])),
});

/** The message that a reply quotes; its type tells which of the other fields is there. */
const quote = z.object({
  msgType: z.string(),
  text: text.optional(),
  voice: text.optional(),
  image: media.optional(),
  file: media.optional(),
  video: media.optional(),
  mixed: mixed.optional(),
});

const sent = { ...base, quote: quote.optional().catch(undefined) };

/** What somebody writes to a bot. In groups, text begins with the bot's `@name`. */
const aiBotSent = z.discriminatedUnion("kind", [
  z.object({ ...sent, kind: z.literal("text"), text }),
  z.object({ ...sent, kind: z.literal("image"), image: media }),
  z.object({ ...sent, kind: z.literal("mixed"), mixed }),
  /** Already transcribed. */
  z.object({ ...sent, kind: z.literal("voice"), voice: text }),
  z.object({ ...sent, kind: z.literal("file"), file: media }),
  z.object({ ...sent, kind: z.literal("video"), video: media }),
]);

const happened = { ...base, kind: z.literal("event"), createTime: seconds.optional() };

/** What happens to a bot. Document path 101027. */
const aiBotEvent = z.object({
  ...happened,
  /** What the event says beside its type is kept as it comes. */
  event: z.looseObject({
    eventType: z.literal(["enter_chat", "template_card_event", "feedback_event"]),
  }),
});

/** WeCom asks how a streamed reply goes on. Document path 100719. */
const aiBotStreamRefresh = z.object({
  ...base,
  kind: z.literal("stream"),
  stream: z.object({ id: z.string() }),
});

/** Everything that is documented to arrive at a bot. */
export const aiBotMessage = z.discriminatedUnion("kind", [
  aiBotSent,
  aiBotEvent,
  aiBotStreamRefresh,
]);
