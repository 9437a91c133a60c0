import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { pruneConversations } from "services/ai-reply/stores/prune_conversations.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes conversations that are older than they may be kept, and whom they were with, every hour; replicas may do it side by side. */
export function createConversationPruner(
  { sql, clock, log, settings }: Pick<Engine, "sql" | "clock" | "log" | "settings">,
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
