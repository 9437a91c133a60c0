import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import type { InboxStore } from "services/callback/inbox/inbox_store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes entries older than `retentionDays`, every hour. Several replicas may do it at the same time. */
export function createInboxPruner(
  { inbox, retentionDays, clock, log }: {
    readonly inbox: Pick<InboxStore, "prune">;
    readonly retentionDays: number;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const entries = await inbox.prune(new Date(clock.now() - retentionDays * DAY_MS));
      if (entries > 0) log.info("inbox_pruned", { entries });
    },
    failure: "inbox_prune_failed",
    log,
  });
}
