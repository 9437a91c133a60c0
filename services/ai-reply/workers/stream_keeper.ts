import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import { STREAM_BUDGET_MS } from "services/ai-reply/domain/timing.ts";
import { readFinishedStreams } from "services/ai-reply/stores/finished_streams.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

const LOOK_EVERY_MS = 5_000;

/** Writes answers of AI bots again that Redis has lost while WeCom may still ask for them. */
export function createStreamKeeper(
  { sql, redis, clock, log }: Pick<Engine, "sql" | "redis" | "clock" | "log">,
): Recurring {
  return createRecurring({
    everyMs: LOOK_EVERY_MS,
    async work() {
      const since = new Date(clock.now() - STREAM_BUDGET_MS - 30_000);
      for (const { streamIds, text } of await readFinishedStreams(sql, since)) {
        await finishStreams(redis, streamIds, text);
      }
    },
    failure: "streams_not_kept",
    log,
  });
}
