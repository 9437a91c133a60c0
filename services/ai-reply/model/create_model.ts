import { type CircuitBreaker, createCircuitBreaker } from "packages/platform/circuit_breaker.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { type AskProvider, createProviderCall } from "services/ai-reply/model/ask_provider.ts";
import {
  type AskOptions,
  type Model,
  ModelRefusedError,
  ModelUnavailableError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { ProviderFailure } from "services/ai-reply/model/provider_failure.ts";

/** Options of {@link createModel}. */
export interface ModelOptions {
  /** In the order in which they are tried. */
  readonly providers: readonly Provider[];
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly log: Logger;
  /** Until a provider's first chunk; keep-alive comments do not count. Default 60,000. */
  readonly firstChunkTimeoutMs?: number;
  /** Between two chunks. Default 30,000. */
  readonly silenceTimeoutMs?: number;
  /** For one provider's whole answer. Default 120,000. */
  readonly totalTimeoutMs?: number;
}

interface ProviderLine {
  readonly provider: Provider;
  readonly ask: AskProvider;
  readonly breaker: CircuitBreaker;
}

/**
 * Creates one model from several providers: they are tried in order until one answers, and a provider that keeps failing
 * is skipped for a while. Each provider is asked once; the caller decides about retries. Undefined: no providers.
 */
export function createModel(options: ModelOptions): Model | undefined {
  const { providers, fetch, clock, log } = options;
  if (providers.length === 0) return undefined;
  const timeouts = {
    firstChunkMs: options.firstChunkTimeoutMs ?? 60_000,
    silenceMs: options.silenceTimeoutMs ?? 30_000,
    totalMs: options.totalTimeoutMs ?? 120_000,
  };
  const lines = providers.map((provider): ProviderLine => ({
    provider,
    ask: createProviderCall({ provider, fetch, clock, timeouts }),
    breaker: createCircuitBreaker({ clock, failuresToOpen: 5, restMs: 30_000 }),
  }));
  return {
    async ask(prompt, ask = {}) {
      const reasons: string[] = [];
      for (const line of lines) {
        const { name, model } = line.provider;
        ask.signal?.throwIfAborted();
        if (!line.breaker.tryEnter()) {
          reasons.push(`${name}: rests after failures`);
          continue;
        }
        const outcome = await askLine(line, prompt, ask);
        if (typeof outcome === "string") return { text: outcome, model: `${name}/${model}` };
        reasons.push(`${name}: ${outcome.message}`);
        logFailure(log, line.provider, outcome);
      }
      throw new ModelUnavailableError(
        `Cannot get an answer: no provider gave one (${reasons.join("; ")})`,
      );
    },
  };
}

/**
 * Asks one provider; returns its answer or its failure.
 * @throws ModelRefusedError when the provider's filter refuses
 * @throws the reason of the caller's signal when that is aborted
 */
async function askLine(
  { ask, breaker }: ProviderLine,
  prompt: readonly PromptMessage[],
  options: AskOptions,
): Promise<string | ProviderFailure> {
  try {
    const answer = await ask(prompt, options);
    breaker.succeeded();
    return answer;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) {
      // A provider that refuses is available.
      if (error instanceof ModelRefusedError) breaker.succeeded();
      else breaker.endedWithoutResult();
      throw error;
    }
    // A refused request does not mean that the next one fails.
    if (error.kind === "request refused") breaker.endedWithoutResult();
    else breaker.failed(error.details.retryAfterMs);
    return error;
  }
}

function logFailure(log: Logger, { name, model }: Provider, failure: ProviderFailure): void {
  const fields = { provider: name, model, reason: failure.message };
  switch (failure.kind) {
    case "configuration":
    case "request refused":
      return log.error("model_misconfigured", {
        ...fields,
        remedy: "check the provider's key, address and model: AI_API_KEY, AI_BASE_URL, AI_MODEL",
      });
    case "no balance":
      return log.error("model_no_balance", { ...fields, remedy: "top up the provider's account" });
    default:
      return log.warn("model_provider_failed", fields);
  }
}
