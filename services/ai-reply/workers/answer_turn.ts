import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { limitParts, makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { countSentSince, recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { switchToStaff } from "services/ai-reply/stores/modes.ts";
import { isStillThinking } from "services/ai-reply/stores/open_turns.ts";
import { recordReply, type Reply } from "services/ai-reply/stores/turns.ts";
import { isSlowNoticeDue, sendSlowNotice } from "services/ai-reply/workers/send_slow_notice.ts";
import { composeReply, TooLateError } from "services/ai-reply/workers/compose_reply.ts";
import { deliverTurn } from "services/ai-reply/workers/deliver_turn.ts";
import type { WorkerDeps } from "services/ai-reply/workers/worker_deps.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { endTooLate } from "services/ai-reply/workers/give_up.ts";
import { watchTurn } from "services/ai-reply/workers/watch_turn.ts";

/** The longest wait until the queue's next attempt: one minute, and a margin. */
const LONGEST_BACKOFF_MS = 65_000;

/**
 * Continues one turn from its current status to its end: finds the answer, records its parts, sends them. May be called
 * again after a crash at any point.
 * @throws Error when the queue must try again: the model, WeCom or the database is unavailable
 */
export async function answerTurn(
  deps: WorkerDeps,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<void> {
  if (turn.status === "thinking" && !await findAnswer(deps, lease, turn, signal)) return;
  await deliverTurn(deps, lease, turn, signal);
}

/** Finds the answer and records it. Returns false if there is nothing to send. */
async function findAnswer(
  deps: WorkerDeps,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<boolean> {
  const conversation = await readLeased(deps.sql, lease);
  const channel = deps.channels[conversation.channel];
  await channel.begin?.(turn);
  if (await channel.staffServes(conversation, turn, signal)) {
    await switchToServingStaff(deps, lease);
    return false;
  }
  const watch = watchTurn(deps, lease, turn, signal);
  const composing = composeReply(deps, conversation, turn, watch.signal).finally(watch.stop);
  const reply = await composing.catch(async (error) => {
    if (signal.aborted) throw error;
    const isUnavailable = error instanceof ModelUnavailableError;
    if (isUnavailable && isSlowNoticeDue(deps, turn)) {
      await sendSlowNotice(deps, lease, turn, signal);
    }
    // Checked last: the slow notice takes time, and a change during it must not wait for the next attempt.
    if (!await isStillThinking(deps.sql, lease, turn.turnId)) return undefined;
    const answerBy = channel.answerBy?.(turn) ?? Infinity;
    const isLastChance = isUnavailable && deps.clock.now() + LONGEST_BACKOFF_MS > answerBy;
    if (error instanceof TooLateError || isLastChance) return await endTooLate(deps, lease, turn);
    throw error;
  });
  return reply !== undefined && await record(deps, lease, turn, reply);
}

/** Records the answer as the parts to send. Returns false if the turn was dropped. */
async function record(
  deps: WorkerDeps,
  lease: Lease,
  turn: OpenTurn,
  reply: Reply,
): Promise<boolean> {
  const { turnId } = turn;
  const now = deps.clock.now();
  const abandonedStreams = await withLease(
    deps.sql,
    lease,
    async (tx, { channel: name, conversationId }) => {
      const channel = deps.channels[name];
      const limit = Math.max(1, channel.partsLeft(await countSentSince(tx, conversationId), turn));
      const rendered = channel.render(reply.text);
      // An answer of markup only renders to nothing, but the customer must get an answer.
      const shown = rendered.length > 0 ? rendered : [CANNED_REPLIES.sensitiveAnswer];
      const parts = makeDistinct(
        limitParts(shown, limit),
        await recentTexts(tx, conversationId, now),
      );
      return await recordReply(tx, { turnId, conversationId }, { reply, parts, now });
    },
  );
  if (abandonedStreams === undefined) return false;
  await finishStreams(deps.redis, abandonedStreams, CANNED_REPLIES.withStaff);
  return true;
}

/** A colleague serves the customer in WeCom's client, so the AI does not answer. */
async function switchToServingStaff(deps: WorkerDeps, lease: Lease): Promise<void> {
  const { conversationId } = lease;
  const now = deps.clock.now();
  await withLease(
    deps.sql,
    lease,
    (tx) => switchToStaff(tx, { conversationId, reason: "kf", now }),
  );
}
