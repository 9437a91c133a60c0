import type { Sql } from "postgres";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { addInput } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";

const SWEEP_EVERY_MS = 15_000;
/** A wake-up that is later than this is lost, or its worker was killed. */
const LATE_AFTER_MS = 10_000;

/**
 * Finds accounts whose wake-up was lost. The first run also gives every account with an instance the input `started`: what
 * is online is checked before anything else happens to it.
 * @param options.lateAfterMs for tests
 */
export function createWakeSweeper(
  deps: Pick<BridgeCore, "sql" | "jobs" | "clock" | "log">,
  { lateAfterMs = LATE_AFTER_MS }: { readonly lateAfterMs?: number } = {},
): Recurring {
  const { sql, jobs, clock, log } = deps;
  let hasStarted = false;
  return createRecurring({
    everyMs: SWEEP_EVERY_MS,
    async work() {
      if (!hasStarted) {
        await reportStart(deps);
        hasStarted = true;
      }
      const now = clock.now();
      const late = await findLate(sql, { now: new Date(now), before: new Date(now - lateAfterMs) });
      for (const accountId of late) {
        await jobs.send(accountWake, { accountId }, { hastens: true });
      }
      if (late.length > 0) log.warn("late_accounts_woken", { accounts: late.length });
    },
    failure: "account_sweep_failed",
    log,
  });
}

async function reportStart(deps: Pick<BridgeCore, "sql" | "jobs" | "clock">): Promise<void> {
  const { sql } = deps;
  const rows = await sql<{ id: string }[]>`
    select account_id as id from upstream_bridge.accounts a
    where upstream_uuid is not null and not exists (
      select from upstream_bridge.account_inputs i
      where i.account_id = a.account_id and handled_at is null and input ->> 'kind' = 'started')
    order by account_id`;
  for (const { id } of rows) await sql.begin((tx) => addInput(deps, tx, id, { kind: "started" }));
}

/** Accounts without a worker that are due, have an old input, or wait for an answer whose worker has ended. */
async function findLate(
  sql: Sql,
  { now, before }: { readonly now: Date; readonly before: Date },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select account_id as id from upstream_bridge.accounts a
    where (lease_until is null or lease_until <= ${now})
      and (due_at <= ${before} or lease_until <= ${before} or exists (
        select from upstream_bridge.account_inputs i
        where i.account_id = a.account_id and handled_at is null and created_at <= ${before}))
    order by account_id`;
  return rows.map(({ id }) => id);
}
