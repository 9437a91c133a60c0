import { z } from "zod";
import { ACCOUNT_EVENTS } from "packages/webhooks/account_events.ts";
import { CONVERSATION_EVENTS } from "packages/webhooks/conversation_events.ts";
import { defineEvent } from "packages/webhooks/webhook_event.ts";

/** Every kind of event that is sent as a webhook. `docs/webhooks.md` is generated from this list. */
export const WEBHOOK_EVENTS = {
  "member.signed_in": defineEvent(
    z.object({
      corpId: z.string(),
      userId: z.string().describe("In lower case: WeCom's userids have no case."),
      name: z.string(),
      departments: z.array(z.number().int()),
      app: z.string().describe("The configured app with which the member signed in."),
      flow: z.enum(["hosted", "own", "inapp"]).describe(
        "hosted: WeCom's login page. own: our QR code. inapp: inside WeCom.",
      ),
    }),
    {
      zh: "成员登录成功。续期令牌和本地账号登录不发送。",
      en: "A member signed in. Not sent when a token is refreshed, nor for local accounts.",
    },
    {
      corpId: "ww0123456789abcdef",
      userId: "zhangsan",
      name: "张三",
      departments: [1],
      app: "default",
      flow: "own",
    },
  ),
  ...CONVERSATION_EVENTS,
  ...ACCOUNT_EVENTS,
  "webhook.test": defineEvent(
    z.object({ sentBy: z.string().describe("The name of the operator.") }),
    {
      zh: "运营人员在控制台发送的测试事件。",
      en: "A test event that an operator sent in the console.",
    },
    { sentBy: "张三" },
  ),
} as const;

/** The name of an event, such as `message.received`. */
export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;

/** The data of an event. */
export type WebhookData<T extends WebhookEventType> = z.infer<(typeof WEBHOOK_EVENTS)[T]["schema"]>;
