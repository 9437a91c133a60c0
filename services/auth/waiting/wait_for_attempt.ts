import { requireBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import type { BindingProof } from "packages/login/binding.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import type { AuthDeps } from "services/auth/deps.ts";

/** Whose attempt is watched, for how long, and what ends the wait. */
export interface HoldOptions {
  readonly sessionId: string;
  readonly state?: string;
  readonly proof: BindingProof;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Ends the wait early: what this says of a record that was just read. */
  readonly isDone: (stored: StoredAttempt) => boolean;
  /** The caller went away. */
  readonly signal: AbortSignal;
  /** May refuse; asked only once the caller is known to be the attempt's own, so that no stranger uses up its limit. */
  readonly countPoll?: () => Promise<void>;
}

/**
 * Waits for an attempt: registers, reads, and only then waits, so that a change between any two of these is seen.
 * Returns the last record read; when time is up it is simply the present one.
 * @throws AppError when the attempt is not the caller's, or is gone
 */
export async function waitForAttempt(
  { attempts, waiters, clock }: Pick<AuthDeps, "attempts" | "waiters" | "clock">,
  options: HoldOptions,
): Promise<StoredAttempt> {
  const { sessionId, signal } = options;
  const waiter = waiters.register(sessionId);
  signal.addEventListener("abort", waiter.release);
  try {
    const read = async () =>
      requireBound(await attempts.readBySession(sessionId), options.proof, options.state);
    let stored = await read();
    await options.countPoll?.();
    while (!options.isDone(stored) && !waiters.draining && !signal.aborted) {
      // An attempt that expires is news too, although nobody writes it.
      const dueAt = Math.min(options.until, stored.attempt.expiresAt);
      if (clock.now() >= options.until) break;
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

/** While Redis is away the wait goes on with what was read before: the re-read after the outage tells the rest. */
function keepDuringOutage(stored: StoredAttempt): (error: unknown) => StoredAttempt {
  return (error) => {
    if (isUnavailable(error)) return stored;
    throw error;
  };
}
