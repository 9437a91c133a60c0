import { limitParts, makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { countSentSince, recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { withLease } from "services/ai-reply/stores/lease.ts";
import { switchToStaff } from "services/ai-reply/stores/modes.ts";
import { isStillThinking } from "services/ai-reply/stores/open_turns.ts";
import { recordReply, type Reply } from "services/ai-reply/stores/turns.ts";
import { composeReply, TooLateError } from "services/ai-reply/workers/compose_reply.ts";
import { deliverTurn } from "services/ai-reply/workers/deliver_turn.ts";
import { endTooLate } from "services/ai-reply/workers/give_up.ts";
import { restoreStreams } from "services/ai-reply/workers/restore_streams.ts";
import { isSlowNoticeDue, sendSlowNotice } from "services/ai-reply/workers/send_slow_notice.ts";
import type { TurnRun } from "services/ai-reply/workers/turn_run.ts";
import { watchTurn } from "services/ai-reply/workers/watch_turn.ts";

/** The longest wait until the queue's next attempt: one minute, and a margin. */
const LONGEST_BACKOFF_MS = 65_000;

/**
 * Continues one turn from its current status to its end: finds the answer, records its parts, sends them. May be called
 * again after a crash at any point.
 * @throws Error when the queue must try again: the model, WeCom or the database is unavailable
 */
export async function answerTurn(run: TurnRun): Promise<void> {
  if (run.turn.status === "thinking" && !await findAnswer(run)) return;
  await deliverTurn(run);
}

/** Finds the answer and records it. Returns false if there is nothing to send. */
async function findAnswer(run: TurnRun): Promise<boolean> {
  const { deps, lease, turn, conversation, channel, signal } = run;
  await channel.begin?.(turn);
  if (await channel.staffServes(conversation, turn, signal)) {
    await switchToServingStaff(run);
    return false;
  }
  const watch = watchTurn(run);
  const composing = composeReply({ ...run, signal: watch.signal }).finally(watch.stop);
  const reply = await composing.catch(async (error) => {
    if (signal.aborted) throw error;
    const isUnavailable = error instanceof ModelUnavailableError;
    if (isUnavailable && isSlowNoticeDue(run)) await sendSlowNotice(run);
    // Checked last: the slow notice takes time, and a change during it must not wait for the next attempt.
    if (!await isStillThinking(deps.sql, lease, turn.turnId)) return undefined;
    const answerBy = channel.answerBy?.(turn) ?? Infinity;
    const isLastChance = isUnavailable && deps.clock.now() + LONGEST_BACKOFF_MS > answerBy;
    if (error instanceof TooLateError || isLastChance) return await endTooLate(run);
    throw error;
  });
  return reply !== undefined && await record(run, reply);
}

/** Records the answer as the parts to send. Returns false if the turn was dropped. */
async function record(run: TurnRun, reply: Reply): Promise<boolean> {
  const { deps, lease, turn, conversation, channel } = run;
  const { conversationId } = conversation;
  const now = deps.clock.now();
  const isRecorded = await withLease(deps.sql, lease, async (tx) => {
    const [sentSince, recent] = await Promise.all([
      countSentSince(tx, conversationId),
      recentTexts(tx, conversationId, now),
    ]);
    const rendered = channel.render(reply.text);
    // An answer of markup only renders to nothing, but the customer must get an answer.
    const shown = rendered.length > 0 ? rendered : [CANNED_REPLIES.sensitiveAnswer];
    const limit = Math.max(1, channel.partsLeft(sentSince, turn));
    const parts = makeDistinct(limitParts(shown, limit), recent);
    return await recordReply(tx, { turnId: turn.turnId, conversationId }, { reply, parts, now });
  });
  // An answer that switches to staff abandons the streams of messages that came meanwhile.
  if (isRecorded && reply.toStaff !== undefined) await restoreStreams(deps, conversation);
  return isRecorded;
}

/** A colleague serves the customer in WeCom's client, so the AI does not answer. */
async function switchToServingStaff({ deps, lease, conversation }: TurnRun): Promise<void> {
  const { conversationId } = conversation;
  const change = { conversationId, reason: "kf" as const, now: deps.clock.now() };
  await withLease(deps.sql, lease, (tx) => switchToStaff(tx, change));
}
