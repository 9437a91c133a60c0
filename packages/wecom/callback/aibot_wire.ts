import { z } from "zod";
import { id, integer, listOf, seconds } from "packages/wecom/callback/wire_fields.ts";

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

const templateCardEvent = z.object({
  cardType: z.string().optional(),
  eventKey: z.string(),
  taskId: z.string().optional(),
  selectedItems: z.object({
    selectedItem: listOf(z.object({
      questionKey: z.string(),
      optionIds: z.object({ optionId: listOf(id) }).optional(),
    })),
  }).optional(),
});

const feedbackEvent = z.object({
  id: z.string(),
  /** 1 accurate, 2 inaccurate, 3 taken back. */
  type: integer,
  content: z.string().optional(),
  /** 1 irrelevant, 2 incomplete, 3 wrong, 4 bad analysis of data. */
  inaccurateReasonList: listOf(integer),
});

const happened = { ...base, kind: z.literal("event"), createTime: seconds.optional() };

/** What happens to a bot. Document path 101027. */
const aiBotEvent = z.object({
  ...happened,
  event: z.discriminatedUnion("eventType", [
    z.object({ eventType: z.literal("enter_chat") }),
    z.object({ eventType: z.literal("template_card_event"), templateCardEvent }),
    z.object({ eventType: z.literal("feedback_event"), feedbackEvent }),
  ]),
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
