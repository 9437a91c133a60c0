import type { TransactionSql } from "postgres";
import { conversationWake } from "services/ai-reply/queues/conversation_wake.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/**
 * Has conversations looked at when the transaction is committed, each once, in an order that cannot deadlock. Those in
 * `hasten` do not wait for the next attempt at what failed before.
 */
export async function wakeConversations(
  { jobs }: Pick<Engine, "jobs">,
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
      singletonKey: conversationId,
      startAfterMs,
      hastens: hasten?.has(conversationId) ?? false,
    });
  }
}
