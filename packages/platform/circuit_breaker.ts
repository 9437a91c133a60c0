import type { Clock } from "packages/platform/clock.ts";

/** Skips a server that keeps failing, so that not every call waits for its time-outs. */
export interface CircuitBreaker {
  /** Whether to call the server now: not while it rests; after the rest only one call at a time, until its result is reported. */
  tryEnter(): boolean;
  /** Reports that the call succeeded. */
  succeeded(): void;
  /** Reports that the call failed. With `retryAfterMs`, from the server, it rests that long even after one failure. */
  failed(retryAfterMs?: number): void;
  /** Reports that the call ended without a result about the server. */
  endedWithoutResult(): void;
}

/** When a server rests. */
export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** So many failures in a row let it rest. */
  readonly failuresToOpen: number;
  readonly restMs: number;
  /** If given: it also rests when more than half of the calls within this time failed, of at least 10. */
  readonly shareWindowMs?: number;
}

const CALLS_FOR_SHARE = 10;

/** Creates the breaker of one server. After its rest one call may test it; if that fails, it rests again. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, failuresToOpen, restMs, shareWindowMs = 0 } = options;
  let failures = 0;
  let isOpen = false;
  let restsUntilMs = 0;
  let isProbing = false;
  /** The latest results. */
  let results: { readonly at: number; readonly isFailure: boolean }[] = [];

  function failsMostly(): boolean {
    const failed = results.filter(({ isFailure }) => isFailure).length;
    return results.length >= CALLS_FOR_SHARE && failed * 2 > results.length;
  }

  function record(isFailure: boolean): void {
    isProbing = false;
    if (shareWindowMs === 0) return;
    const at = clock.now();
    results = [...results.filter((result) => result.at > at - shareWindowMs), { at, isFailure }];
  }

  return {
    tryEnter() {
      if (clock.now() < restsUntilMs || isProbing) return false;
      isProbing = isOpen;
      return true;
    },
    succeeded() {
      if (isOpen) results = [];
      failures = 0;
      isOpen = false;
      record(false);
    },
    failed(retryAfterMs = 0) {
      failures += 1;
      record(true);
      isOpen ||= failures >= failuresToOpen || failsMostly();
      const rest = Math.max(retryAfterMs, isOpen ? restMs : 0);
      if (rest > 0) restsUntilMs = Math.max(restsUntilMs, clock.now() + rest);
    },
    endedWithoutResult() {
      isProbing = false;
    },
  };
}
