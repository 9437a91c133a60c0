import { findBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import type { BindingProof } from "packages/login/binding.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import type { AuthDeps } from "services/auth/deps.ts";

/** The attempt to wait for, the caller's proof, and what ends the wait. */
export interface WaitOptions {
  readonly sessionId: string;
  readonly state?: string;
  readonly proof: BindingProof;
  /** When the wait ends without a change, in milliseconds since the epoch. */
  readonly until: number;
  /** Called with every record that is read; true ends the wait. */
  readonly isDone: (stored: StoredAttempt) => boolean;
  /** Ends the wait when the caller has closed the connection. */
  readonly signal: AbortSignal;
  /**
   * Rate limit; called once, after the first read. `isBound` is false when the attempt is not the caller's, so that other
   * callers cannot use up the limit of the attempt. Throws to refuse the wait.
   */
  readonly countWait?: (isBound: boolean) => Promise<void>;
}

/**
 * Waits until `isDone`, `until`, the end of `signal` or the shutdown of this process. It adds a waiter, reads, and only
 * then waits: a change between any two of these steps is seen.
 * @returns the last record read; `undefined` when the attempt is unknown, deleted, or not the caller's
 * @throws AppError `login_waits_exceeded`, `login_server_busy`, or the refusal of `countWait`
 */
export async function waitForAttempt(
  { attempts, waiters, clock }: Pick<AuthDeps, "attempts" | "waiters" | "clock">,
  options: WaitOptions,
): Promise<StoredAttempt | undefined> {
  const { sessionId, signal } = options;
  const waiter = waiters.add(sessionId);
  signal.addEventListener("abort", waiter.release);
  try {
    const read = async () =>
      findBound(await attempts.readBySession(sessionId), options.proof, options.state);
    let stored = await read();
    await options.countWait?.(stored !== undefined);
    while (stored !== undefined && !options.isDone(stored)) {
      if (waiters.draining || signal.aborted || clock.now() >= options.until) break;
      // Expiry is a change too, although it is never written.
      const dueAt = Math.min(options.until, stored.attempt.expiresAt);
      waiter.saw(stored.version);
      await waiter.wait(dueAt);
      stored = await read().catch(keepDuringOutage(stored));
    }
    return stored;
  } finally {
    signal.removeEventListener("abort", waiter.release);
    waiter.release();
  }
}

/** While Redis is down, returns the last record; the loop reads again after the outage. */
function keepDuringOutage(stored: StoredAttempt): (error: unknown) => StoredAttempt {
  return (error) => {
    if (isUnavailable(error)) return stored;
    throw error;
  };
}
