import type { Content } from "services/ai-reply/domain/conversation.ts";
import { describeContent } from "services/ai-reply/domain/describe_content.ts";
import type { PromptMessage } from "services/ai-reply/model/model.ts";

/** A message or an answer, with the fields that a prompt needs. */
export interface PriorMessage {
  readonly author: "customer" | "staff" | "bot";
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Builds the history before a question; both are oldest first. Unanswered messages whose text is part of the question are
 * left out, so that the model does not read them twice. Recalled messages are left out too.
 */
export function priorHistory(
  prior: readonly PriorMessage[],
  question: string,
): PromptMessage[] {
  const messages = prior.flatMap(({ author, content }): PromptMessage[] => {
    const text = describeContent(content as Content);
    if (text === "" || content["recalled"] === true) return [];
    return [{ role: author === "customer" ? "user" : "assistant", content: text }];
  });
  const answered = messages.findLastIndex(({ role }) => role === "assistant") + 1;
  return messages.filter(({ content }, index) => index < answered || !question.includes(content));
}
