import type { Sql } from "postgres";
import { firstUuidV7 } from "packages/platform/random.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { deleteInBatches } from "packages/storage/postgres/delete_in_batches.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BATCH = 500;
/** Callbacks are kept for at least so long. */
const KEY_DAYS_MIN = 7;

/**
 * Deletes what is older than the retention time, every hour: events, callbacks, handled inputs, entries of the log, and
 * the texts of sends; their outcomes stay. Replicas may run it in parallel.
 */
export function createPruner(
  { sql, clock, log }: Pick<BridgeCore, "sql" | "clock" | "log">,
  { retentionDays }: { readonly retentionDays: number },
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const before = new Date(clock.now() - retentionDays * DAY_MS);
      // Some builds of the upstream repeat a message days later.
      const keysBefore = new Date(clock.now() - Math.max(retentionDays, KEY_DAYS_MIN) * DAY_MS);
      const rows = await pruneBridge(sql, before, keysBefore);
      if (rows > 0) log.info("bridge_pruned", { rows });
    },
    failure: "bridge_prune_failed",
    log,
  });
}

/**
 * Deletes what is older than `before`, in batches, and callbacks older than `keysBefore`: they recognise repetitions.
 * Returns the number of rows.
 */
export async function pruneBridge(
  sql: Sql,
  before: Date,
  keysBefore: Date = before,
): Promise<number> {
  const batches = [
    (limit: number) =>
      sql`
      delete from upstream_bridge.events where seq in (
        select seq from upstream_bridge.events
        where at < ${before} limit ${limit} for update skip locked)`,
    (limit: number) =>
      sql`
      delete from upstream_bridge.pushes where push_id in (
        select push_id from upstream_bridge.pushes
        where received_at < ${keysBefore} limit ${limit} for update skip locked)`,
    (limit: number) =>
      sql`
      delete from upstream_bridge.account_inputs where input_id in (
        select input_id from upstream_bridge.account_inputs
        where handled_at < ${before} limit ${limit} for update skip locked)`,
    (limit: number) =>
      sql`
      delete from upstream_bridge.log where log_id in (
        select log_id from upstream_bridge.log
        where created_at < ${before} limit ${limit} for update skip locked)`,
    (limit: number) =>
      sql`
      update upstream_bridge.sends set content = '' where send_id in (
        select send_id from upstream_bridge.sends
        where send_id < ${firstUuidV7(before.getTime())} and finished_at < ${before}
          and content <> ''
        limit ${limit} for update skip locked)`,
  ];
  let rows = 0;
  for (const batch of batches) rows += await deleteInBatches(BATCH, batch);
  return rows;
}
