import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { finishStreams } from "services/ai-reply/channels/streams.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { STREAM_BUDGET_MS } from "services/ai-reply/domain/timing.ts";
import { readFinishedStreams } from "services/ai-reply/channels/finished_streams.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const CHECK_EVERY_MS = 5_000;

type StreamDeps = Pick<WorkerDeps, "sql" | "redis" | "clock">;

/**
 * Writes the final texts of a conversation's streams. Call it after each commit that ends a turn or passes messages to
 * staff. Only AI bots have streams.
 */
export async function restoreStreams(
  deps: StreamDeps,
  { channel, conversationId }: Pick<Conversation, "channel" | "conversationId">,
): Promise<void> {
  if (channel === "bot") await restore(deps, conversationId);
}

/** Restores final texts that Redis has lost, while WeCom may still read their streams. */
export function createStreamRestorer(deps: StreamDeps & Pick<WorkerDeps, "log">): Recurring {
  return createRecurring({
    everyMs: CHECK_EVERY_MS,
    work: () => restore(deps),
    failure: "stream_restore_failed",
    log: deps.log,
  });
}

async function restore({ sql, redis, clock }: StreamDeps, conversationId?: string): Promise<void> {
  const since = new Date(clock.now() - STREAM_BUDGET_MS - 30_000);
  for (const { streamIds, text } of await readFinishedStreams(sql, { since, conversationId })) {
    await finishStreams(redis, streamIds, text);
  }
}
