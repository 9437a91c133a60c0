import { readWords } from "services/ai-reply/knowledge/terms.ts";
import type { PromptMessage } from "services/ai-reply/model/model.ts";

/** A text that says what a conversation is about. */
export interface Topic {
  readonly text: string;
  /** How much it counts; the weights of one conversation are at most 1 together. */
  readonly weight: number;
}

/** Of the customer's latest messages, newest first. */
const QUESTION_WEIGHTS = [0.5, 0.2, 0.1];
const ANSWER_WEIGHT = 0.2;

/**
 * Returns what the conversation before a question is about: the customer's latest messages, and the last answer. So
 * "那要多少钱呢" finds the price of the course that was named before. `history` is oldest first.
 */
export function conversationTopics(history: readonly PromptMessage[]): Topic[] {
  const newest = history.toReversed().filter(({ content }) => hasSubject(content));
  const questions = newest.filter(({ role }) => role === "user").slice(0, QUESTION_WEIGHTS.length)
    .map(({ content }, index) => ({ text: content, weight: QUESTION_WEIGHTS[index]! }));
  const answer = newest.find(({ role }) => role === "assistant");
  return answer === undefined
    ? questions
    : [...questions, { text: answer.content, weight: ANSWER_WEIGHT }];
}

/** Longer texts always have a subject. */
const SHORT_CHARACTERS = 20;

/** Whether a message says more than `[图片]`, 嗯 or 好的，谢谢. */
function hasSubject(content: string): boolean {
  if (/^\[[^\]]*\]$/.test(content)) return false;
  return content.length > SHORT_CHARACTERS || readWords(content).length > 0;
}
