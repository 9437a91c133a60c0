import type { PromptMessage } from "services/ai-reply/model/model.ts";

/** Something that was said, as far as a prompt needs it. */
export interface Said {
  readonly author: "customer" | "staff" | "bot";
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * What was said before the question, oldest first. What the customer said last and the question repeats is left out, so
 * that the model does not read it twice.
 */
export function priorHistory(said: readonly Said[], question: string): PromptMessage[] {
  const messages = said.flatMap(({ author, content }): PromptMessage[] => {
    const { text } = content;
    if (typeof text !== "string" || text === "") return [];
    return [{ role: author === "customer" ? "user" : "assistant", content: text }];
  });
  const answered = messages.findLastIndex(({ role }) => role === "assistant") + 1;
  return messages.filter(({ content }, index) => index < answered || !question.includes(content));
}
