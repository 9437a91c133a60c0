import { z } from "@hono/zod-openapi";
import { listMedia, MEDIA_TYPES, stateOfMedia } from "services/ai-reply/domain/media.ts";
import { clipText } from "services/ai-reply/domain/clip_text.ts";
import { redact, redactText } from "packages/platform/redact.ts";
import type { ConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import type { ConversationAct } from "services/ai-reply/conversations/conversation_acts.ts";
import type { HistoryMessage, HistoryTurn } from "services/ai-reply/conversations/read_history.ts";

const LAST_TEXT_CHARACTERS = 200;

const time = z.iso.datetime();

/** A conversation in a list. */
export const conversationSchema = z.object({
  id: z.uuid(),
  external_userid: z.string().openapi({
    description: "The external_userid of a customer, or the userid of a member.",
  }),
  name: z.string().nullable(),
  channel: z.enum(["app", "kf", "bot", "simulated"]),
  app: z.string(),
  mode: z.enum(["bot", "human"]).openapi({ description: "Who answers." }),
  modeReason: z.string().nullable(),
  modeChangedAt: time.nullable(),
  lastMessageAt: time,
  lastReplyAt: time.nullable(),
  lastText: z.string().nullable().openapi({
    description: "The beginning of the customer's last message; null if it is not a text.",
  }),
  lastType: z.string().nullable(),
  waiting: z.number().int().openapi({
    description: "Number of messages that the AI has not answered yet.",
  }),
  waitingSince: time.nullable(),
  leftToStaff: z.number().int().openapi({
    description: "Number of messages that wait for a colleague, as far as we can see.",
  }),
  staffAwaitedSince: time.nullable().openapi({
    description:
      "Since when the customer waits for a colleague. Ends when a colleague writes in WeChat customer service, an operator says that it was answered, or the AI answers again.",
  }),
  trouble: z.enum(["failed", "uncertain", "refused"]).nullable().openapi({
    description: "How the last answer went wrong.",
  }),
}).openapi("Conversation");

const messageSchema = z.object({
  id: z.uuid(),
  author: z.enum(["customer", "staff"]),
  authorName: z.string().nullable().openapi({
    description: "The colleague who wrote it, by name or userid; null if it is not known.",
  }),
  content: z.unknown(),
  media: z.array(z.object({
    item: z.number().int(),
    type: z.enum(MEDIA_TYPES),
    state: z.enum(["kept", "at_wecom", "coming", "gone"]),
  })).openapi({
    description:
      "Its files; read them at `/messages/{id}/media?item=`. `kept`: stored here. `at_wecom`: WeCom has it, for three days. `coming`: sent to an AI bot less than five minutes ago, not stored yet. `gone`: not stored, and no longer available.",
  }),
  sentAt: time,
  turnId: z.uuid().nullable(),
  leftToStaffAt: time.nullable(),
  isUnanswered: z.boolean().openapi({
    description:
      "It went to staff, and no answer is known: no later message of a colleague, and no operator has said that it was answered.",
  }),
});

const deliverySchema = z.object({
  part: z.number().int().openapi({ description: "0 is the notice that the answer takes longer." }),
  text: z.string(),
  status: z.enum(["recorded", "sending", "sent", "uncertain", "refused"]),
  firstTriedAt: time.nullable(),
  endedAt: time.nullable(),
  error: z.string().nullable(),
});

const turnSchema = z.object({
  id: z.uuid(),
  number: z.number().int(),
  status: z.enum(["thinking", "sending", "delivered", "dropped", "failed"]),
  answer: z.string().nullable(),
  model: z.string().nullable(),
  sources: z.array(z.object({ title: z.string(), path: z.string() })),
  startedAt: time,
  answeredAt: time.nullable(),
  endedAt: time.nullable(),
  apologisedAt: time.nullable(),
  deliveries: z.array(deliverySchema),
});

const actSchema = z.object({
  id: z.uuid().openapi({ description: "The same as in the audit trail." }),
  action: z.enum(["conversation.hand_over", "conversation.hand_back", "conversation.retry"]),
  detail: z.string().nullable().openapi({
    description:
      "Of a hand-back: what became of messages without an answer: `answer`, `keep` or `settled`.",
  }),
  by: z.string().openapi({ description: "The person's subject." }),
  byName: z.string().openapi({ description: "The name that the person had." }),
  at: time,
});

/** A conversation with a page of its history. */
export const conversationDetailSchema = conversationSchema.extend({
  messages: z.array(messageSchema).openapi({ description: "Oldest first." }),
  turns: z.array(turnSchema).openapi({
    description: "The answers to these messages; each on the page of its last message.",
  }),
  acts: z.array(actSchema).openapi({
    description: "What people did between these messages, oldest first.",
  }),
  nextCursor: z.string().nullable().openapi({
    description: "Cursor of the page with earlier messages.",
  }),
}).openapi("ConversationDetail");

/** A conversation as JSON, without phone numbers and e-mail addresses. */
export function describeConversation(item: ConversationItem) {
  const { person, place: _, lastContent, ...rest } = item;
  const { type, text } = lastContent ?? {};
  return {
    ...rest,
    external_userid: person,
    lastText: typeof text === "string" ? clipText(redactText(text), LAST_TEXT_CHARACTERS) : null,
    lastType: typeof type === "string" ? type : null,
  };
}

/** A message as JSON, without phone numbers and e-mail addresses. */
export function describeMessage({ stored, ...message }: HistoryMessage, now: number) {
  const { content, sentAt } = message;
  return {
    ...message,
    content: redact(content),
    media: listMedia(content).map((file) => ({
      item: file.item,
      type: file.type,
      state: stateOfMedia(file, { stored, sentAt, now }),
    })),
  };
}

/** What a person did as JSON: names may contain telephone numbers. */
export function describeAct(act: ConversationAct) {
  return { ...act, byName: redactText(act.byName) };
}

/** A turn as JSON, without phone numbers and e-mail addresses. */
export function describeTurn(turn: HistoryTurn) {
  return {
    ...turn,
    answer: turn.answer === null ? null : redactText(turn.answer),
    sources: turn.sources.map(({ title, path }) => ({ title, path })),
    deliveries: turn.deliveries.map((delivery) => ({
      ...delivery,
      text: redactText(delivery.text),
    })),
  };
}
