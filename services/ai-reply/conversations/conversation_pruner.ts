import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { pruneConversations } from "services/ai-reply/conversations/prune_conversations.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Deletes conversations older than the retention time, and their customers, every hour. Replicas may run it in
 * parallel.
 */
export function createConversationPruner(
  { sql, clock, log, settings }: Pick<WorkerDeps, "sql" | "clock" | "log" | "settings">,
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    async work() {
      const before = new Date(clock.now() - settings.retentionDays * DAY_MS);
      const conversations = await pruneConversations(sql, before);
      if (conversations > 0) log.info("conversations_pruned", { conversations });
    },
    failure: "conversation_prune_failed",
    log,
  });
}
