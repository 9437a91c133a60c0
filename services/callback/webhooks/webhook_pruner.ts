import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BATCH = 500;

/**
 * Deletes events that were recorded more than `retentionDays` ago, with their attempts, unless they still wait. Several
 * replicas may do it at the same time.
 */
export function createWebhookPruner(
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
      const date = new Date(clock.now() - retentionDays * DAY_MS);
      const webhooks = await deleteInBatches(BATCH, (limit) =>
        sql`
        delete from callback.webhook_deliveries where delivery_id in (
          select delivery_id from callback.webhook_deliveries
          where recorded_at < ${date} and state <> 'waiting'
          limit ${limit} for update skip locked)`);
      if (webhooks > 0) log.info("webhooks_pruned", { webhooks });
    },
    failure: "webhook_prune_failed",
    log,
  });
}
