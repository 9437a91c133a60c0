import type { TransactionSql } from "postgres";
import { conversationWake } from "services/ai-reply/queues/conversation_wake.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/**
 * Sends a wake-up job for each conversation, in the caller's transaction and in an order that cannot deadlock. A waiting
 * retry of a conversation in `hasten` is moved to now.
 */
export async function wakeConversations(
  { jobs }: Pick<WorkerDeps, "jobs">,
  tx: TransactionSql,
  conversationIds: Iterable<string>,
  { startAfterMs = 0, hasten }: {
    readonly startAfterMs?: number;
    readonly hasten?: ReadonlySet<string>;
  } = {},
): Promise<void> {
  for (const conversationId of [...new Set(conversationIds)].sort()) {
    await jobs.send(conversationWake, { conversationId }, {
      tx,
      startAfterMs,
      hastens: hasten?.has(conversationId) ?? false,
    });
  }
}
