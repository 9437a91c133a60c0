import { describeError, type Logger } from "packages/platform/log.ts";
import type { Source } from "services/ai-reply/domain/conversation.ts";
import { suggestionPrompt, type Tone, toneAt } from "services/ai-reply/domain/suggestion_prompt.ts";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import {
  type Model,
  ModelRefusedError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";

const TOTAL_TIMEOUT_MS = 60_000;
const ANSWER_TOKENS_MAX = 800;

/** One answer that staff may send. */
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

/** What suggestions are asked for. */
export interface SuggestRequest {
  readonly count: number;
  readonly name: string | null;
  readonly history: readonly PromptMessage[];
  readonly question: string;
  /** Ends the model's work; the caller has hung up. */
  readonly signal: AbortSignal;
  /** Gets all text of a suggestion so far, each time there is more. */
  readonly onText?: (index: number, textSoFar: string) => void;
  readonly onEnd?: (end: SuggestionEnd) => void;
}

/** Asks for `count` answers side by side, each in a tone of its own; one that fails leaves the others alone. */
export async function suggestAnswers(
  deps: { readonly model: Model; readonly knowledge: Knowledge; readonly log: Logger },
  request: SuggestRequest,
): Promise<SuggestionEnd[]> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TOTAL_TIMEOUT_MS)]);
  const excerpts = await deps.knowledge.search(request.question);
  const sources = [...new Map(excerpts.map(({ title, path }) => [path, { title, path }])).values()];

  async function suggest(index: number): Promise<SuggestionEnd> {
    try {
      const prompt = suggestionPrompt({ ...request, index, excerpts });
      const { text, model } = await deps.model.ask(prompt, {
        signal,
        maxTokens: ANSWER_TOKENS_MAX,
        onText: (soFar) => request.onText?.(index, plain(soFar)),
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

/** As a chat shows it: chats know no Markdown. */
function plain(text: string): string {
  return toPlainText(text, "kf").trim();
}
