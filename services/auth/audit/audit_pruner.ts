import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { pruneActs } from "services/auth/audit/audit_store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes acts older than `retentionDays`, every hour. Several replicas may do it at the same time. */
export function createAuditPruner(
  { sql, retentionDays, clock, log }: {
    readonly sql: Sql;
    readonly retentionDays: number;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const acts = await pruneActs(sql, new Date(clock.now() - retentionDays * DAY_MS));
      if (acts > 0) log.info("audit_pruned", { acts });
    },
    failure: "audit_prune_failed",
    log,
  });
}
