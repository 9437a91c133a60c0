import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { type AskProvider, createProviderCall } from "services/ai-reply/model/ask_provider.ts";
import {
  type CircuitBreaker,
  createCircuitBreaker,
} from "services/ai-reply/model/circuit_breaker.ts";
import {
  type AskOptions,
  type Model,
  ModelRefusedError,
  ModelUnavailableError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import type { Provider } from "services/ai-reply/model/provider.ts";
import { ProviderFailure } from "services/ai-reply/model/provider_failure.ts";

export interface ModelOptions {
  /** In the order in which they are tried. */
  readonly providers: readonly Provider[];
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly log: Logger;
  /** Until a provider's first chunk; keep-alive comments are none. Default 60,000. */
  readonly firstChunkTimeoutMs?: number;
  /** Between two chunks. Default 30,000. */
  readonly silenceTimeoutMs?: number;
  /** For one provider's whole answer. Default 120,000. */
  readonly totalTimeoutMs?: number;
}

interface Line {
  readonly provider: Provider;
  readonly ask: AskProvider;
  readonly breaker: CircuitBreaker;
}

/**
 * The providers as one model: each is tried in turn until one answers; one that keeps failing rests for a while.
 * Nothing is asked twice here, so trying again is the caller's. Undefined when there are no providers.
 */
export function createModel(options: ModelOptions): Model | undefined {
  const { providers, fetch, clock, log } = options;
  if (providers.length === 0) return undefined;
  const patience = {
    firstChunkMs: options.firstChunkTimeoutMs ?? 60_000,
    silenceMs: options.silenceTimeoutMs ?? 30_000,
    totalMs: options.totalTimeoutMs ?? 120_000,
  };
  const lines = providers.map((provider): Line => ({
    provider,
    ask: createProviderCall({ provider, fetch, clock, patience }),
    breaker: createCircuitBreaker(clock),
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

/** @throws what is no failure of the provider: a refusal, or the caller's own abort */
async function askLine(
  { ask, breaker }: Line,
  prompt: readonly PromptMessage[],
  options: AskOptions,
): Promise<string | ProviderFailure> {
  try {
    const answer = await ask(prompt, options);
    breaker.succeeded();
    return answer;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) {
      // Who refuses is there.
      if (error instanceof ModelRefusedError) breaker.succeeded();
      else breaker.left();
      throw error;
    }
    // A question that is refused says nothing about the next one.
    if (error.kind === "request refused") breaker.left();
    else breaker.failed(error.details.retryAfterMs);
    return error;
  }
}

function logFailure(log: Logger, { name, model }: Provider, failure: ProviderFailure): void {
  const fields = { provider: name, model, reason: failure.message };
  switch (failure.kind) {
    case "configuration":
    case "request refused":
      return log.error("model.misconfigured", {
        ...fields,
        remedy: "check the provider's key, address and model: AI_API_KEY, AI_BASE_URL, AI_MODEL",
      });
    case "no balance":
      return log.error("model.no_balance", { ...fields, remedy: "top up the provider's account" });
    default:
      return log.warn("model.provider_failed", fields);
  }
}
