import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";

/**
 * What becomes of the messages that colleagues have not answered when a person hands a conversation back: the AI answers
 * them, they stay unanswered, or a colleague has answered them where we cannot see it.
 */
export type Unanswered = "answer" | "keep" | "settled";

/** Whether the turn answers a message from the time before a person handed the conversation back to the AI. */
export function isHandedBack(
  { mode, modeReason, modeChangedAt }: Pick<Conversation, "mode" | "modeReason" | "modeChangedAt">,
  { messages }: Pick<OpenTurn, "messages">,
): boolean {
  const first = messages[0];
  return mode === "bot" && modeReason === "console" && modeChangedAt !== null &&
    first !== undefined && first.sentAt < modeChangedAt;
}
