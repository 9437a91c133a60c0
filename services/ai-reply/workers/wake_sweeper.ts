import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { findForgotten } from "services/ai-reply/stores/find_forgotten.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

const SWEEP_EVERY_MS = 60_000;
/** A wake-up that is tried again has had its last try by then. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** Wakes conversations whose wake-up died with the last process that tried: what waits is in the table, so it is found. */
export function createWakeSweeper(
  engine: Pick<Engine, "sql" | "jobs" | "clock" | "log">,
): Recurring {
  const { sql, clock, log } = engine;
  return createRecurring({
    everyMs: SWEEP_EVERY_MS,
    async work() {
      const before = new Date(clock.now() - FORGOTTEN_AFTER_MS);
      const forgotten = await findForgotten(sql, before);
      if (forgotten.length === 0) return;
      await sql.begin((tx) => wakeConversations(engine, tx, forgotten));
      log.warn("conversations_woken_again", { conversations: forgotten.length });
    },
    failure: "wake_sweep_failed",
    log,
  });
}
