import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import type { Logger } from "packages/platform/log.ts";
import { bridgeSend } from "services/upstream-bridge/queues/bridge_send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";

const SWEEP_EVERY_MS = 60_000;
/** By then the job of a text has started, unless it became a dead letter. */
const STALLED_AFTER_MS = 60_000;

/** Wakes accounts whose texts have no outcome because the last try of their job ended with a crash. */
export function createSendSweeper(
  { sql, jobs, clock, log }: Pick<SendDeps, "sql" | "jobs" | "clock"> & { readonly log: Logger },
): Recurring {
  return createRecurring({
    everyMs: SWEEP_EVERY_MS,
    async work() {
      const before = new Date(clock.now() - STALLED_AFTER_MS);
      const stalled = await sql<{ accountId: string }[]>`
        select distinct account_id as "accountId" from upstream_bridge.sends
        where status in ('queued', 'sending') and send_at < ${before}`;
      // A job that waits for its next attempt is left alone: this sends no second one.
      for (const { accountId } of stalled) await jobs.send(bridgeSend, { accountId });
      if (stalled.length > 0) log.warn("stalled_sends_woken", { accounts: stalled.length });
    },
    failure: "send_sweep_failed",
    log,
  });
}
