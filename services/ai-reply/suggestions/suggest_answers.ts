import { describeError, type Logger } from "packages/platform/log.ts";
import type { Source } from "services/ai-reply/domain/conversation.ts";
import { suggestionPrompt, type Tone, toneAt } from "services/ai-reply/domain/suggestion_prompt.ts";
import { conversationTopics } from "services/ai-reply/knowledge/conversation_topics.ts";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import {
  type Model,
  ModelRefusedError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import { settledMarkdown } from "services/ai-reply/markdown/settled_markdown.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";

const TOTAL_TIMEOUT_MS = 60_000;
const ANSWER_TOKENS_MAX = 800;

/** One suggested answer, which staff may edit and send. */
export interface Suggestion {
  readonly index: number;
  readonly tone: Tone;
  readonly text: string;
  readonly sources: readonly Source[];
  /** Provider and model. */
  readonly model: string;
}

/** How one suggestion ended. */
export type SuggestionEnd =
  | { readonly kind: "done"; readonly suggestion: Suggestion }
  | { readonly kind: "failed"; readonly index: number; readonly reason: "refused" | "unavailable" };

/** A request for suggestions. */
export interface SuggestRequest {
  readonly count: number;
  readonly name: string | null;
  readonly history: readonly PromptMessage[];
  readonly question: string;
  /** Aborted when the caller disconnects; stops the model. */
  readonly signal: AbortSignal;
  /** Called with the whole text of a suggestion so far, each time it grows. */
  readonly onText?: (index: number, textSoFar: string) => void;
  readonly onEnd?: (end: SuggestionEnd) => void;
}

/**
 * Asks the model for `count` answers in parallel, each in a different tone. A failure of one does not affect the
 * others.
 */
export async function suggestAnswers(
  deps: { readonly model: Model; readonly knowledge: Knowledge; readonly log: Logger },
  request: SuggestRequest,
): Promise<SuggestionEnd[]> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TOTAL_TIMEOUT_MS)]);
  const about = conversationTopics(request.history);
  const excerpts = await deps.knowledge.search(request.question, { about });
  const sources = [...new Map(excerpts.map(({ title, path }) => [path, { title, path }])).values()];

  async function suggest(index: number): Promise<SuggestionEnd> {
    try {
      const prompt = suggestionPrompt({ ...request, index, excerpts });
      const { text, model } = await deps.model.ask(prompt, {
        signal,
        maxTokens: ANSWER_TOKENS_MAX,
        onText: (soFar) => request.onText?.(index, plain(settledMarkdown(soFar))),
      });
      const suggestion = { index, tone: toneAt(index), text: plain(text), sources, model };
      return { kind: "done", suggestion };
    } catch (error) {
      if (!request.signal.aborted) {
        deps.log.warn("suggestion_failed", { error: describeError(error) });
      }
      const reason = error instanceof ModelRefusedError ? "refused" : "unavailable";
      return { kind: "failed", index, reason };
    }
  }

  return await Promise.all(
    Array.from({ length: request.count }, async (_, index) => {
      const end = await suggest(index);
      request.onEnd?.(end);
      return end;
    }),
  );
}

/** Without Markdown, which chats do not render. */
function plain(text: string): string {
  return toPlainText(text, "kf");
}
