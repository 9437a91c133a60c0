import type { Clock } from "packages/platform/clock.ts";
import { httpError } from "packages/platform/http/errors.ts";

/** A rate limit: at most `max` times in each window. */
export interface RateLimit {
  /** Part of the counter's key; limits with the same name share a count. */
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
}

/** A counter that all replicas share; our Redis is one. */
export interface Counter {
  /** Adds one and returns the sum; the first one sets the time to live. */
  incrementWithTtl(key: string, ttlMs: number): Promise<number>;
}

/** Counts a caller's request against a limit. */
export interface RateLimiter {
  /** @throws AppError `rate_limited` (429) with Retry-After when the window is full. */
  count(limit: RateLimit, caller: string): Promise<void>;
}

/**
 * Fixed windows, shared by all replicas through `counter`. While the counter is unreachable, each process counts alone: a
 * limit that is too high for a while is better than refusing every sign-in.
 */
export function createRateLimiter(
  deps: { counter: Counter; clock: Clock; factor: number },
): RateLimiter {
  const fallback = createMemoryCounter(deps.clock);
  return {
    async count(limit, caller) {
      const now = deps.clock.now();
      const window = Math.floor(now / limit.windowMs);
      const key = `limit:${limit.name}:${caller}:${window}`;
      let sum: number;
      try {
        sum = await deps.counter.incrementWithTtl(key, limit.windowMs);
      } catch {
        sum = await fallback.incrementWithTtl(key, limit.windowMs);
      }
      if (sum <= limit.max * deps.factor) return;
      throw httpError("rate_limited", {
        retryAfterSeconds: ((window + 1) * limit.windowMs - now) / 1000,
      });
    },
  };
}

const MEMORY_KEYS_MAX = 50_000;

function createMemoryCounter(clock: Clock): Counter {
  const counts = new Map<string, { sum: number; endsAt: number }>();
  return {
    incrementWithTtl(key, ttlMs) {
      const now = clock.now();
      if (counts.size >= MEMORY_KEYS_MAX) counts.clear();
      const present = counts.get(key);
      const entry = present !== undefined && present.endsAt > now
        ? present
        : { sum: 0, endsAt: now + ttlMs };
      entry.sum += 1;
      counts.set(key, entry);
      return Promise.resolve(entry.sum);
    },
  };
}
