import { z } from "zod";
import { defineEvent } from "packages/webhooks/webhook_event.ts";

const conversation = {
  conversationId: z.uuid(),
  channel: z.enum(["app", "kf", "bot", "simulated"]).describe(
    "app: message to an app. kf: WeChat customer service. bot: AI bot. simulated: sent by an operator as a test.",
  ),
  app: z.string().describe("The configured app or AI bot."),
  corpId: z.string(),
  person: z.string().describe("The external_userid of a customer, or the userid of a member."),
};

const CONVERSATION = {
  conversationId: "0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c3b",
  channel: "kf",
  app: "default",
  corpId: "ww0123456789abcdef",
  person: "wm-demo-1",
} as const;

/** What happens in conversations: messages, answers, hand-over to staff. */
export const CONVERSATION_EVENTS = {
  "message.received": defineEvent(
    z.object({
      ...conversation,
      messageId: z.uuid(),
      kind: z.string().describe(
        "text, image, voice, video, file, location, link, or WeCom's name of another kind.",
      ),
      text: z.string().optional().describe("The words of the message, if it has any."),
      sentAt: z.iso.datetime().describe("The time from WeCom."),
    }),
    {
      zh: "客户或成员发来消息，已存入会话。新接入的客服账号的历史消息不发送。",
      en: "A customer or member wrote. Not sent for the history of a newly connected account.",
    },
    {
      ...CONVERSATION,
      messageId: "0193a5d0-7d02-7f10-9a55-0d6a1b2c3d4e",
      kind: "text",
      text: "报名多少钱？",
      sentAt: "2026-11-30T08:15:00.000Z",
    },
  ),
  "reply.delivered": defineEvent(
    z.object({
      ...conversation,
      turnId: z.uuid().describe("The turn: one answer to all messages that waited."),
      text: z.string().describe(
        "What the person got, without the notice that an answer takes longer.",
      ),
    }),
    {
      zh: "一轮回答的至少一条消息已送达。",
      en: "At least one message of an answer was delivered.",
    },
    {
      ...CONVERSATION,
      turnId: "0193a5d0-8a11-7c22-b0aa-1f2e3d4c5b6a",
      text: "基础班每期 1980 元。",
    },
  ),
  "conversation.handed_over": defineEvent(
    z.object({
      ...conversation,
      reason: z.string().describe(
        "keyword: the customer asked for it. console: an operator. kf: a change in WeChat customer service. sensitive: a sensitive word. model, delivery: the AI could not answer.",
      ),
    }),
    {
      zh: "会话转人工：从现在起由员工回答。",
      en: "A conversation was handed over: from now on people answer.",
    },
    { ...CONVERSATION, reason: "keyword" },
  ),
} as const;
