import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { Replies } from "services/ai-reply/testing/start_replies.ts";
import { AGENT_ID, CORP_ID } from "services/ai-reply/testing/start_vendors.ts";

type Maker = Pick<Replies, "nextId" | "clock">;

/** A member's text to the app, as `callback` sends it. */
export function appText(maker: Maker, text: string, userId = "zhangsan"): CallbackMessage {
  return appMessage(maker, { type: "text", text }, userId);
}

/** A member's message to the app, as `callback` sends it. */
export function appMessage(
  { nextId, clock }: Maker,
  content: Extract<CallbackMessage, { kind: "app_message" }>["content"],
  userId = "zhangsan",
): CallbackMessage {
  return {
    kind: "app_message",
    inboxId: nextId(),
    app: "default",
    corpId: CORP_ID,
    // WeCom sends whole seconds.
    sentAt: new Date(Math.floor(clock.now() / 1_000) * 1_000).toISOString(),
    agentId: AGENT_ID,
    userId,
    content,
  };
}
