import type { Clock } from "packages/platform/clock.ts";
import { httpError } from "packages/platform/http/errors.ts";

/** A rate limit: at most `max` times in each window. */
export interface RateLimit {
  /** Part of the counter's key; limits with the same name share a count. */
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
  /**
   * `refusals`: as the limit of a route, it counts only requests that were answered with 4xx. So an office behind one
   * address is not limited, and a caller that guesses is. Default: every request.
   */
  readonly counts?: "refusals";
  /**
   * With `refusals`: when the window is full, right requests of the caller are refused too, before any work. For secrets
   * that can be guessed. Without it one caller cannot hold up the others behind its address: only refusals turn into 429.
   */
  readonly locksOut?: boolean;
}

/** Refused requests of one address, shared by the routes that name no smaller limit. */
export const REFUSALS: RateLimit = {
  name: "refused",
  max: 300,
  windowMs: 60_000,
  counts: "refusals",
};

/** A counter that all replicas share; our Redis is one. */
export interface Counter {
  /** Adds one and returns the sum; the first one sets the time to live. */
  incrementWithTtl(key: string, ttlMs: number): Promise<number>;
}

/** Counts a caller's request against a limit. */
export interface RateLimiter {
  /** @throws AppError `rate_limited` (429) with Retry-After when the window is full. */
  count(limit: RateLimit, caller: string): Promise<void>;
  /**
   * The same refusal before any work, when this process has seen a window full whose limit locks out. Counts nothing and
   * costs no call to the counter: each replica finds out by its first refusal in the window.
   */
  refuseIfFull(limit: RateLimit, caller: string): void;
}

/**
 * Fixed windows, shared by all replicas through `counter`. While the counter is unreachable, each process counts alone: a
 * limit that is too high for a while is better than refusing every sign-in.
 */
export function createRateLimiter(
  deps: { counter: Counter; clock: Clock; factor: number },
): RateLimiter {
  const fallback = createMemoryCounter(deps.clock);
  /** Keys of the full windows of limits that lock out. */
  const full = new Set<string>();
  const keyOf = ({ name, windowMs }: RateLimit, caller: string, now: number) =>
    `limit:${name}:${caller}:${Math.floor(now / windowMs)}`;
  const refusal = ({ windowMs }: RateLimit, now: number) =>
    httpError("rate_limited", { retryAfterSeconds: (windowMs - now % windowMs) / 1000 });
  return {
    refuseIfFull(limit, caller) {
      const now = deps.clock.now();
      if (full.size > 0 && full.has(keyOf(limit, caller, now))) throw refusal(limit, now);
    },
    async count(limit, caller) {
      const now = deps.clock.now();
      const key = keyOf(limit, caller, now);
      let sum: number;
      try {
        sum = await deps.counter.incrementWithTtl(key, limit.windowMs);
      } catch {
        sum = await fallback.incrementWithTtl(key, limit.windowMs);
      }
      const max = limit.max * deps.factor;
      if (limit.locksOut && sum >= max) {
        if (full.size >= MEMORY_KEYS_MAX) full.clear();
        full.add(key);
      }
      if (sum <= max) return;
      throw refusal(limit, now);
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
