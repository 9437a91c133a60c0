import { findBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import type { BindingProof } from "packages/login/binding.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { Waiter } from "services/auth/waiting/waiter_registry.ts";

/** The attempt to wait for, the caller's proof, and what ends the wait. */
export interface WaitOptions {
  readonly sessionId: string;
  readonly state?: string;
  /** The caller's, as for rate limits. An address has a share of the places to wait. */
  readonly address: string;
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

/** A wait after its first read. */
export interface BegunWait {
  /** `undefined` when the attempt is unknown, deleted, or not the caller's. */
  readonly stored: StoredAttempt | undefined;
  /** Waits for the rest of the time. Undefined: there is nothing to wait for. Call it, or the waiter stays. */
  readonly wait: (() => Promise<StoredAttempt | undefined>) | undefined;
}

type WaitDeps = Pick<AuthDeps, "attempts" | "waiters" | "clock">;

/**
 * Waits until `isDone`, `until`, the end of `signal` or the shutdown of this process.
 * @returns the last record read; `undefined` when the attempt is unknown, deleted, or not the caller's
 * @throws AppError `login_waits_exceeded`, `login_server_busy`, or the refusal of `countWait`
 */
export async function waitForAttempt(
  deps: WaitDeps,
  options: WaitOptions,
): Promise<StoredAttempt | undefined> {
  const { stored, wait } = await beginWait(deps, options);
  return wait === undefined ? stored : await wait();
}

/**
 * The same as {@link waitForAttempt} in two steps, so that a caller can hold its request in between. It adds a waiter,
 * reads, and only then waits: a change between any two of these steps is seen.
 */
export async function beginWait(deps: WaitDeps, options: WaitOptions): Promise<BegunWait> {
  const { sessionId, address, proof, state, signal, until, isDone } = options;
  const added = deps.waiters.add(sessionId, address);
  const waiter = added instanceof Waiter ? added : undefined;
  try {
    const stored = findBound(await deps.attempts.readBySession(sessionId), proof, state);
    await options.countWait?.(stored !== undefined);
    if (stored !== undefined && !isDone(stored) && !hasEnded(deps, until, signal)) {
      // Only a caller that has to wait needs a place.
      if (!(added instanceof Waiter)) throw added;
      // From here on the waiter is released by `keepWaiting`.
      return {
        stored,
        wait: () => keepWaiting(deps, { sessionId, until, isDone, signal }, added, stored),
      };
    }
    waiter?.release();
    return { stored, wait: undefined };
  } catch (error) {
    waiter?.release();
    throw error;
  }
}

/** Its arguments stay in memory while a request is held, so there are few. */
async function keepWaiting(
  deps: WaitDeps,
  { sessionId, until, isDone, signal }: Pick<
    WaitOptions,
    "sessionId" | "until" | "isDone" | "signal"
  >,
  waiter: Waiter,
  last: StoredAttempt,
): Promise<StoredAttempt | undefined> {
  signal.addEventListener("abort", waiter);
  try {
    let stored: StoredAttempt | undefined = last;
    while (stored !== undefined && !isDone(stored) && !hasEnded(deps, until, signal)) {
      waiter.version = stored.version;
      // Expiry is a change too, although it is never written.
      await waiter.wait(Math.min(until, stored.attempt.expiresAt));
      // The proof was checked at the first read, and the proof of a session never changes.
      stored = await deps.attempts.readBySession(sessionId).catch(keepDuringOutage(stored));
    }
    return stored;
  } finally {
    signal.removeEventListener("abort", waiter);
    waiter.release();
  }
}

function hasEnded({ waiters, clock }: WaitDeps, until: number, signal: AbortSignal): boolean {
  return waiters.draining || signal.aborted || clock.now() >= until;
}

/** While Redis is down, returns the last record; the loop reads again after the outage. */
function keepDuringOutage(stored: StoredAttempt): (error: unknown) => StoredAttempt {
  return (error) => {
    if (isUnavailable(error)) return stored;
    throw error;
  };
}
