import type { Clock } from "packages/platform/clock.ts";

const FAILURES_TO_OPEN = 5;
const REST_MS = 30_000;

/** Keeps a provider that does not answer from costing every turn its time-outs. */
export interface CircuitBreaker {
  /** Whether to call now. While it rests: no; after that one call may probe, until it is told how that went. */
  tryEnter(): boolean;
  succeeded(): void;
  /** @param retryAfterMs the provider's own wish: it rests that long from its first failure on. */
  failed(retryAfterMs?: number): void;
  /** The call ended without saying anything about the provider. */
  left(): void;
}

/** Opens for 30 s after 5 failures in a row, then lets one probe through; a failed probe opens it again. */
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
    left() {
      isProbing = false;
    },
  };
}
