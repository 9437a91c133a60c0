import { OpenAI } from "openai";
import type { Clock } from "packages/platform/clock.ts";
import { createCallObserver } from "packages/platform/telemetry.ts";
import {
  type AskOptions,
  ModelRefusedError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { classifyFailure, ProviderFailure } from "services/ai-reply/model/provider_failure.ts";
import {
  beginsInBlock,
  upToLastSentence,
  visibleText,
} from "services/ai-reply/model/visible_text.ts";

/** How long a provider may take, in milliseconds. */
export interface Patience {
  readonly firstChunkMs: number;
  /** Between two chunks. */
  readonly silenceMs: number;
  readonly totalMs: number;
}

/**
 * Asks one provider.
 * @returns what it says, without reasoning
 * @throws ProviderFailure, ModelRefusedError, or the reason of `options.signal`
 */
export type AskProvider = (
  prompt: readonly PromptMessage[],
  options: AskOptions,
) => Promise<string>;

/** More than any answer; a model that repeats itself without end is cut off there. */
const MAX_CHARACTERS = 20_000;

/** Prepares the calls to one provider's `POST <baseUrl>/chat/completions`. No I/O before the first. */
export function createProviderCall(
  { provider, fetch, clock, patience }: {
    provider: Provider;
    fetch: typeof globalThis.fetch;
    clock: Clock;
    patience: Patience;
  },
): AskProvider {
  const client = createClient(provider, fetch);
  const observe = createCallObserver("model");
  const habits: Habits = { beginsInBlock: false };
  return (prompt, { signal, onText, maxTokens }) =>
    observe(`${provider.name}/chat`, async () => {
      const timers = startTimers(patience);
      const ended = AbortSignal.any([timers.signal, ...signal ? [signal] : []]);
      try {
        const stream = await client.chat.completions.create({
          model: provider.model,
          // Field by field: nothing else that a message may carry, such as reasoning, is sent back.
          messages: prompt.map(({ role, content }) => ({ role, content })),
          stream: true,
          ...maxTokens === undefined ? {} : { max_tokens: maxTokens },
        }, { signal: ended });
        const answer = await readAnswer(stream, { heard: timers.heard, onText, habits });
        // A stream that is aborted ends as if it were complete.
        ended.throwIfAborted();
        return finishAnswer(answer);
      } catch (error) {
        if (ended.aborted) throw ended.reason;
        throw classifyFailure(error, clock.now());
      } finally {
        timers.stop();
      }
    });
}

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

interface RawAnswer {
  readonly said: string;
  readonly finishReason: string | undefined;
}

/** What is learned of a provider. */
interface Habits {
  /** Its answers begin with reasoning that no tag opens: nothing of them is shown until one closes it. */
  beginsInBlock: boolean;
}

async function readAnswer(
  stream: AsyncIterable<Chunk>,
  { heard, onText, habits }: {
    heard: () => void;
    onText: AskOptions["onText"];
    habits: Habits;
  },
): Promise<RawAnswer> {
  let said = "";
  let shown = "";
  let finishReason: string | undefined;
  for await (const chunk of stream) {
    heard();
    // Providers differ in what else they send; the first choice is what was asked for.
    const choice = chunk?.choices?.[0];
    finishReason = choice?.finish_reason ?? finishReason;
    const piece: unknown = choice?.delta?.content;
    if (typeof piece !== "string" || piece === "") continue;
    said += piece;
    const isOutside = beginsInBlock(said);
    habits.beginsInBlock ||= isOutside;
    const visible = habits.beginsInBlock && !isOutside ? "" : visibleText(said);
    if (visible !== shown) onText?.(shown = visible);
    if (said.length > MAX_CHARACTERS) return { said, finishReason: "length" };
  }
  return { said, finishReason };
}

function finishAnswer({ said, finishReason }: RawAnswer): string {
  if (finishReason === "content_filter") {
    throw new ModelRefusedError("Cannot answer: the provider's filter has refused the answer");
  }
  // DeepSeek's word for a server that gave up in the middle.
  if (finishReason === "insufficient_system_resource") throw new ProviderFailure("answer cut off");
  if (finishReason === undefined) throw new ProviderFailure("answer cut off");
  const text = visibleText(said);
  if (text === "") throw new ProviderFailure("empty answer");
  return finishReason === "length" ? upToLastSentence(text) : text;
}

/** Aborts with the failure that has come about: too late, too silent, too long. */
function startTimers({ firstChunkMs, silenceMs, totalMs }: Patience) {
  const controller = new AbortController();
  const failAfter = (ms: number, kind: ProviderFailure["kind"]) =>
    setTimeout(() => controller.abort(new ProviderFailure(kind)), ms);
  const total = failAfter(totalMs, "answer took too long");
  let silence = failAfter(firstChunkMs, "first chunk too late");
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(silence);
      silence = failAfter(silenceMs, "silent for too long");
    },
    stop() {
      clearTimeout(total);
      clearTimeout(silence);
    },
  };
}

/** A client that knows nothing but the provider: the library would also listen to its own environment variables. */
function createClient({ baseUrl, apiKey }: Provider, fetch: typeof globalThis.fetch): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Ours come first.
    timeout: 2 ** 31 - 1,
    logLevel: "off",
    fetch: (url, init) =>
      fetch(url, {
        ...init,
        headers: {
          accept: "text/event-stream",
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
        },
        // A provider that has moved is to be configured; the question goes nowhere else.
        redirect: "manual",
      }),
  });
}
