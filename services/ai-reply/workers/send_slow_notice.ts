import type { TransactionSql } from "postgres";
import { describeError } from "packages/platform/log.ts";
import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { countSentSince, recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, withLease } from "services/ai-reply/stores/lease.ts";
import { recordSlowNotice } from "services/ai-reply/stores/turns.ts";
import { sendParts } from "services/ai-reply/workers/deliver_turn.ts";
import type { WorkerDeps } from "services/ai-reply/workers/worker_deps.ts";

/** The answer may be ready in the meantime, and waits for the notice. */
const WITHIN_MS = 10_000;

/** Whether the customer has waited long enough to get the slow notice. */
export function isSlowNoticeDue({ clock, settings }: WorkerDeps, { startedAt }: OpenTurn): boolean {
  return clock.now() - startedAt.getTime() >= settings.slowNoticeAfterMs;
}

/**
 * Sends the notice that the answer takes longer, once per turn. Not sent if no message would remain for the answer.
 * Never throws: the answer must be sent even if the notice cannot.
 */
export async function sendSlowNotice(
  deps: WorkerDeps,
  lease: Lease,
  turn: OpenTurn,
  signal?: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([AbortSignal.timeout(WITHIN_MS), ...signal ? [signal] : []]);
  try {
    await withLease(deps.sql, lease, async (tx, conversation) => {
      if (!await hasRoom(deps, tx, conversation, turn)) return;
      const now = deps.clock.now();
      const recent = await recentTexts(tx, conversation.conversationId, now);
      const text = makeDistinct([CANNED_REPLIES.slowNotice], recent)[0]!;
      await recordSlowNotice(tx, turn.turnId, { text, now });
    });
    await sendParts(deps, lease, turn, limit);
  } catch (error) {
    deps.log.warn("slow_notice_not_sent", {
      conversation_id: lease.conversationId,
      error: describeError(error),
    });
  }
}

/** Whether the channel allows the notice and the answer. Streams of AI bots show that the answer is coming, and hold one text. */
async function hasRoom(
  { channels }: WorkerDeps,
  tx: TransactionSql,
  { channel, conversationId }: Conversation,
  turn: OpenTurn,
): Promise<boolean> {
  if (channel === "bot") return false;
  return channels[channel].partsLeft(await countSentSince(tx, conversationId), turn) > 1;
}
