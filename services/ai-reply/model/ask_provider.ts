import type { OpenAI } from "openai";
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

/** Time limits of one provider, in milliseconds. */
export interface ProviderTimeouts {
  readonly firstChunkMs: number;
  /** Between two chunks. */
  readonly silenceMs: number;
  readonly totalMs: number;
}

/**
 * Asks one provider, and returns the answer without reasoning.
 * @throws ProviderFailure when the provider gives no complete answer
 * @throws ModelRefusedError when the provider's filter refuses question or answer
 * @throws the reason of `options.signal` when that is aborted
 */
export type AskProvider = (
  prompt: readonly PromptMessage[],
  options: AskOptions,
) => Promise<string>;

/** Longer than any real answer. An endless answer is cut off here. */
const MAX_CHARACTERS = 20_000;

/** Creates the function that calls `POST <baseUrl>/chat/completions` of one provider. */
export function createProviderCall(
  { provider, fetch, clock, timeouts }: {
    provider: Provider;
    fetch: typeof globalThis.fetch;
    clock: Clock;
    timeouts: ProviderTimeouts;
  },
): AskProvider {
  let client: Promise<OpenAI> | undefined;
  const observe = createCallObserver("model");
  const traits: ProviderTraits = { beginsInBlock: false };
  return (prompt, { signal, onText, maxTokens }) =>
    observe(`${provider.name}/chat`, async () => {
      const timers = startTimers(timeouts);
      const ended = AbortSignal.any([timers.signal, ...signal ? [signal] : []]);
      try {
        client ??= createClient(provider, fetch);
        const stream = await (await client).chat.completions.create({
          model: provider.model,
          // Only these fields: a message may have others, such as reasoning, which must not be sent back.
          messages: prompt.map(({ role, content }) => ({ role, content })),
          stream: true,
          ...maxTokens === undefined ? {} : { max_tokens: maxTokens },
        }, { signal: ended });
        const answer = await readAnswer(stream, { onChunk: timers.restartSilence, onText, traits });
        // The library ends an aborted stream like a complete one.
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
  /** The whole content, with reasoning. */
  readonly content: string;
  readonly finishReason: string | undefined;
}

/** What earlier answers showed about a provider. */
interface ProviderTraits {
  /** Its answers begin with reasoning without an opening tag: nothing is shown before the closing tag. */
  beginsInBlock: boolean;
}

async function readAnswer(
  stream: AsyncIterable<Chunk>,
  { onChunk, onText, traits }: {
    onChunk: () => void;
    onText: AskOptions["onText"];
    traits: ProviderTraits;
  },
): Promise<RawAnswer> {
  let content = "";
  let shown = "";
  let finishReason: string | undefined;
  for await (const chunk of stream) {
    onChunk();
    // Providers may send further choices; only the first one was requested.
    const choice = chunk?.choices?.[0];
    finishReason = choice?.finish_reason ?? finishReason;
    const piece: unknown = choice?.delta?.content;
    if (typeof piece !== "string" || piece === "") continue;
    content += piece;
    const isBlockClosed = beginsInBlock(content);
    traits.beginsInBlock ||= isBlockClosed;
    const visible = traits.beginsInBlock && !isBlockClosed ? "" : visibleText(content);
    if (visible !== shown) onText?.(shown = visible);
    if (content.length > MAX_CHARACTERS) return { content, finishReason: "length" };
  }
  return { content, finishReason };
}

function finishAnswer({ content, finishReason }: RawAnswer): string {
  if (finishReason === "content_filter") {
    throw new ModelRefusedError("Cannot answer: the provider's filter has refused the answer");
  }
  // DeepSeek: the server stopped in the middle of the answer.
  if (finishReason === "insufficient_system_resource") throw new ProviderFailure("answer cut off");
  if (finishReason === undefined) throw new ProviderFailure("answer cut off");
  const text = visibleText(content);
  if (text === "") throw new ProviderFailure("empty answer");
  return finishReason === "length" ? upToLastSentence(text) : text;
}

/** Starts the time limits. The signal is aborted with the failure of the limit that is exceeded. */
function startTimers({ firstChunkMs, silenceMs, totalMs }: ProviderTimeouts) {
  const controller = new AbortController();
  const failAfter = (ms: number, kind: ProviderFailure["kind"]) =>
    setTimeout(() => controller.abort(new ProviderFailure(kind)), ms);
  const total = failAfter(totalMs, "answer took too long");
  let silence = failAfter(firstChunkMs, "first chunk too late");
  return {
    signal: controller.signal,
    restartSilence() {
      clearTimeout(silence);
      silence = failAfter(silenceMs, "silent for too long");
    },
    stop() {
      clearTimeout(total);
      clearTimeout(silence);
    },
  };
}

/** Creates a client with the provider's settings only: by default the library also reads environment variables. */
async function createClient(
  { baseUrl, apiKey }: Provider,
  fetch: typeof globalThis.fetch,
): Promise<OpenAI> {
  // Loaded at the first question, because the library is as large as a third of the service.
  const { OpenAI } = await import("openai");
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Our own limits are shorter.
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
        // A question is sent to the configured address only.
        redirect: "manual",
      }),
  });
}
