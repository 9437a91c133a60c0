import type { AttemptStore } from "packages/login/attempt_store.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

/** How many versions are read by one command. Between two chunks the process answers released polls. */
const CHUNK = 250;

/** The dependencies of a sweep. */
export interface SweepDeps {
  readonly attempts: Pick<AttemptStore, "versionsOf">;
  readonly log: Logger;
  /** The attempts whose versions to read. */
  sessionIds(): readonly string[];
  /** Called with each version that was read; `undefined` when the attempt was deleted. */
  onVersion(sessionId: string, version: number | undefined): void;
}

/**
 * Returns a function that reads the versions of all attempts with waiters. Its promise resolves when every version was
 * read after the call, also when a sweep was already running. A failure is logged; the next sweep reads again.
 */
export function createAttemptSweep(deps: SweepDeps): () => Promise<void> {
  let sweeping: Promise<void> | undefined;
  let again = false;

  async function rereadAll(): Promise<void> {
    const ids = deps.sessionIds();
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      const versions = await deps.attempts.versionsOf(chunk);
      chunk.forEach((sessionId, index) => deps.onVersion(sessionId, versions[index]));
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
    // A running sweep may have read before the change that this call is for.
    again = true;
    return sweeping ??= rereadUntilCurrent();
  };
}
