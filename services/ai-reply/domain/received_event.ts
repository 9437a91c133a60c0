import type { WebhookData } from "packages/webhooks/webhook_events.ts";
import type { Content, ConversationKey } from "services/ai-reply/domain/conversation.ts";

/** Describes a customer's message for the webhook `message.received`. */
export function receivedEvent(
  conversationId: string,
  { key: { channel, app, corpId, person }, messageId, content, sentAt }: {
    readonly key: ConversationKey;
    readonly messageId: string;
    readonly content: Content;
    readonly sentAt: Date;
  },
): WebhookData<"message.received"> {
  const text = wordsOf(content);
  return {
    ...{ conversationId, channel, app, corpId, person, messageId },
    kind: content.type === "other" ? content.name : content.type,
    ...text !== undefined && text !== "" && { text },
    sentAt: sentAt.toISOString(),
  };
}

function wordsOf(content: Content): string | undefined {
  switch (content.type) {
    case "location":
      return content.label;
    case "link":
      return [content.title, content.url].join("\n");
    default:
      return content.text;
  }
}
