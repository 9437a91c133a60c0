import type { OpenAI } from "openai";
import type { Clock } from "packages/platform/clock.ts";
import { createCallObserver } from "packages/platform/telemetry.ts";
import type { AskOptions, PromptMessage } from "services/ai-reply/model/model.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { classifyFailure, ProviderFailure } from "services/ai-reply/model/provider_failure.ts";
import { type ProviderTraits, readAnswer } from "services/ai-reply/model/read_answer.ts";

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
        // Read by ourselves: the library hides `[DONE]`, and takes a body that is no stream for an empty one.
        const response = await (await client).chat.completions.create({
          model: provider.model,
          // Only these fields: a message may have others, such as reasoning, which must not be sent back.
          messages: prompt.map(({ role, content }) => ({ role, content })),
          stream: true,
          ...maxTokens === undefined ? {} : { max_tokens: maxTokens },
        }, { signal: ended }).asResponse();
        if (response.body === null) throw new ProviderFailure("empty answer");
        const answer = await readAnswer(response.body, {
          onChunk: timers.restartSilence,
          onText,
          traits,
        });
        // The limits do not matter any more: the answer is complete.
        signal?.throwIfAborted();
        return answer;
      } catch (error) {
        if (ended.aborted) throw ended.reason;
        throw classifyFailure(error, clock.now());
      } finally {
        timers.stop();
      }
    });
}

/** How long a provider may keep the connection open behind its `finish_reason`, which the usage follows. */
const AFTER_FINISH_MS = 2_000;

/** Starts the time limits. The signal is aborted with the failure of the limit that is exceeded. */
function startTimers({ firstChunkMs, silenceMs, totalMs }: ProviderTimeouts) {
  const controller = new AbortController();
  const failAfter = (ms: number, kind: ProviderFailure["kind"]) =>
    setTimeout(() => controller.abort(new ProviderFailure(kind)), ms);
  const total = failAfter(totalMs, "answer took too long");
  let silence = failAfter(firstChunkMs, "first chunk too late");
  return {
    signal: controller.signal,
    restartSilence(isFinished: boolean) {
      clearTimeout(silence);
      const ms = isFinished ? Math.min(AFTER_FINISH_MS, silenceMs) : silenceMs;
      silence = failAfter(ms, "silent for too long");
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
