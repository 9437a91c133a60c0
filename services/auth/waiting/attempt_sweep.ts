import type { AttemptStore } from "packages/login/attempt_store.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

/** How many attempts are asked for at a time. */
const CHUNK = 500;

/** What a sweep works with. */
export interface SweepDeps {
  readonly attempts: Pick<AttemptStore, "versionOf">;
  readonly log: Logger;
  /** Whose versions to read. */
  sessionIds(): readonly string[];
  /** Takes each version that was read; `undefined` when the attempt is gone. */
  onVersion(sessionId: string, version: number | undefined): void;
}

/**
 * Makes the sweep over all attempts that are waited for. It resolves when every version is at least as new as the call,
 * also when one runs already; a failure is logged and left to the next sweep.
 */
export function createAttemptSweep(deps: SweepDeps): () => Promise<void> {
  let sweeping: Promise<void> | undefined;
  let again = false;

  async function reread(sessionId: string): Promise<void> {
    deps.onVersion(sessionId, await deps.attempts.versionOf(sessionId));
  }

  async function rereadAll(): Promise<void> {
    const ids = deps.sessionIds();
    for (let start = 0; start < ids.length; start += CHUNK) {
      await Promise.all(ids.slice(start, start + CHUNK).map(reread));
    }
  }

  async function rereadUntilCurrent(): Promise<void> {
    try {
      do {
        again = false;
        await rereadAll();
      } while (again);
    } catch (error) {
      deps.log.warn("login_sweep_failed", { error: describeError(error) });
    } finally {
      sweeping = undefined;
    }
  }

  return () => {
    // One that runs may have read before the change that this one is asked for.
    again = true;
    return sweeping ??= rereadUntilCurrent();
  };
}
