import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { pruneSessions } from "services/auth/sessions/prune_sessions.ts";

const HOUR_MS = 3_600_000;

/** Deletes expired sessions and refresh tokens every hour. Several replicas can do this at the same time. */
export function createSessionPruner(
  deps: { readonly sql: Sql; readonly clock: Clock; readonly log: Logger },
): Recurring {
  const { sql, clock, log } = deps;
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const pruned = await pruneSessions(sql, clock.now());
      if (pruned > 0) log.info("sessions_pruned", { sessions: pruned });
    },
    failure: "session_prune_failed",
    log,
  });
}
