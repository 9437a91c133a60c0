import { describeError } from "packages/platform/log.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { makeDistinct } from "services/ai-reply/domain/delivery.ts";
import {
  type LatelySent,
  readDeliveries,
  readLatelySent,
} from "services/ai-reply/turns/deliveries.ts";
import { withLease } from "services/ai-reply/conversations/lease.ts";
import { recordSlowNotice } from "services/ai-reply/turns/turn_store.ts";
import { sendParts } from "services/ai-reply/turns/deliver_turn.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";

/** The answer may be ready in the meantime, and waits for the notice. */
const WITHIN_MS = 10_000;

/** Whether the customer has waited long enough to get the slow notice. */
export function isSlowNoticeDue({ deps: { clock, settings }, turn }: TurnRun): boolean {
  return clock.now() - turn.startedAt.getTime() >= settings.slowNoticeAfterMs;
}

/**
 * Sends the notice that the answer takes longer, once per turn. Not sent if no message would remain for the answer.
 * Never throws: the answer must be sent even if the notice cannot.
 */
export async function sendSlowNotice(run: TurnRun): Promise<void> {
  const { deps, lease, turn, conversation: { conversationId } } = run;
  const signal = AbortSignal.any([AbortSignal.timeout(WITHIN_MS), run.signal]);
  try {
    await withLease(deps.sql, lease, async (tx) => {
      const now = deps.clock.now();
      const sent = await readLatelySent(tx, conversationId, now);
      if (!hasRoom(run, sent)) return;
      const text = makeDistinct([CANNED_REPLIES.slowNotice], sent.texts)[0]!;
      await recordSlowNotice(tx, turn.turnId, { text, now });
    });
    await sendParts({ ...run, signal }, await readDeliveries(deps.sql, turn.turnId));
  } catch (error) {
    deps.log.warn("slow_notice_not_sent", {
      conversation_id: conversationId,
      error: describeError(error),
    });
  }
}

/**
 * Whether the channel allows the notice and the answer. Streams of AI bots show that the answer is coming, and hold
 * one text.
 */
function hasRoom({ channel, conversation, turn }: TurnRun, sent: LatelySent): boolean {
  if (conversation.channel === "bot") return false;
  return channel.partsLeft(sent.sinceQuestion, turn, conversation) > 1;
}
