import type { Clock } from "packages/platform/clock.ts";

const FAILURES_TO_OPEN = 5;
const REST_MS = 30_000;

/** Skips a provider that keeps failing, so that not every turn waits for its time-outs. */
export interface CircuitBreaker {
  /** Whether to call the provider now: not while it rests; after the rest only one call at a time, until its result is reported. */
  tryEnter(): boolean;
  /** Reports that the call succeeded. */
  succeeded(): void;
  /** Reports that the call failed. With `retryAfterMs`, from the provider, it rests that long even after one failure. */
  failed(retryAfterMs?: number): void;
  /** Reports that the call ended without a result about the provider. */
  endedWithoutResult(): void;
}

/** After 5 failures in a row the provider rests for 30 s. Then one call may test it; if that fails, it rests again. */
export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let failures = 0;
  let restsUntilMs = 0;
  let isProbing = false;
  return {
    tryEnter() {
      if (clock.now() < restsUntilMs || isProbing) return false;
      isProbing = failures >= FAILURES_TO_OPEN;
      return true;
    },
    succeeded() {
      failures = 0;
      isProbing = false;
    },
    failed(retryAfterMs = 0) {
      failures += 1;
      isProbing = false;
      const restMs = Math.max(retryAfterMs, failures >= FAILURES_TO_OPEN ? REST_MS : 0);
      if (restMs > 0) restsUntilMs = Math.max(restsUntilMs, clock.now() + restMs);
    },
    endedWithoutResult() {
      isProbing = false;
    },
  };
}
