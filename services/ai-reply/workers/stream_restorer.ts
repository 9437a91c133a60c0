import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import { STREAM_BUDGET_MS } from "services/ai-reply/domain/timing.ts";
import { readFinishedStreams } from "services/ai-reply/stores/finished_streams.ts";
import type { WorkerDeps } from "services/ai-reply/workers/worker_deps.ts";

const CHECK_EVERY_MS = 5_000;

/** Restores answers of AI bots that Redis has lost, while WeCom may still read their streams. */
export function createStreamRestorer(
  { sql, redis, clock, log }: Pick<WorkerDeps, "sql" | "redis" | "clock" | "log">,
): Recurring {
  return createRecurring({
    everyMs: CHECK_EVERY_MS,
    async work() {
      const since = new Date(clock.now() - STREAM_BUDGET_MS - 30_000);
      for (const { streamIds, text } of await readFinishedStreams(sql, since)) {
        await finishStreams(redis, streamIds, text);
      }
    },
    failure: "stream_restore_failed",
    log,
  });
}
