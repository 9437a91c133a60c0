import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { findStalledConversations } from "services/ai-reply/conversations/find_stalled_conversations.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";

const SWEEP_EVERY_MS = 60_000;
/** By then the queue has made its last try of a wake-up job. */
const STALLED_AFTER_MS = 15 * 60_000;

/**
 * Wakes conversations whose wake-up job ended with a crash of its last try: it finds their open turns and waiting
 * messages.
 */
export function createWakeSweeper(
  deps: Pick<WorkerDeps, "sql" | "jobs" | "clock" | "log">,
): Recurring {
  const { sql, clock, log } = deps;
  return createRecurring({
    everyMs: SWEEP_EVERY_MS,
    async work() {
      const before = new Date(clock.now() - STALLED_AFTER_MS);
      const stalled = await findStalledConversations(sql, before);
      if (stalled.length === 0) return;
      await sql.begin((tx) => wakeConversations(deps, tx, stalled));
      log.warn("stalled_conversations_woken", { conversations: stalled.length });
    },
    failure: "wake_sweep_failed",
    log,
  });
}
