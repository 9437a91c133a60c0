import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import type { SessionStore } from "services/auth/sessions/session_store.ts";

const HOUR_MS = 3_600_000;

/** Deletes sessions and refresh tokens that are over, every hour; replicas may do it side by side. */
export function createSessionPruner(
  { sessions, log }: { readonly sessions: Pick<SessionStore, "prune">; readonly log: Logger },
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const pruned = await sessions.prune();
      if (pruned > 0) log.info("sessions_pruned", { sessions: pruned });
    },
    failure: "session_prune_failed",
    log,
  });
}
