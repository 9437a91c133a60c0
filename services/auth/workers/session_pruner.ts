import { describeError, type Logger } from "packages/platform/log.ts";
import type { SessionStore } from "services/auth/stores/session_store.ts";

const INTERVAL_MS = 60 * 60_000;

/** Deletes sessions and refresh tokens that are over, every hour; replicas may do it side by side. */
export function createSessionPruner(
  deps: { sessions: Pick<SessionStore, "prune">; log: Logger },
): { start(): void; stop(): void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  async function prune(): Promise<void> {
    try {
      const sessions = await deps.sessions.prune();
      if (sessions > 0) deps.log.info("sessions_pruned", { sessions });
    } catch (error) {
      deps.log.warn("session_prune_failed", { error: describeError(error) });
    }
  }
  return {
    start: () => void (timer = setInterval(prune, INTERVAL_MS)),
    stop: () => clearInterval(timer),
  };
}
