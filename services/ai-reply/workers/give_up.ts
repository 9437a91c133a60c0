import { finishStreams, streamIdsOf } from "services/ai-reply/delivery/streams.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { DELIVERY_ERRORS } from "services/ai-reply/domain/delivery_errors.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { readOpenTurn } from "services/ai-reply/stores/open_turns.ts";
import { failTurn } from "services/ai-reply/stores/turns.ts";
import { sendSlowNotice } from "services/ai-reply/workers/send_slow_notice.ts";
import type { WorkerDeps } from "services/ai-reply/workers/worker_deps.ts";

/** Ends the open turn without an answer, after the last try: the customer gets a notice, and the turn fails. */
export async function giveUp(deps: WorkerDeps, lease: Lease, cause: unknown): Promise<void> {
  const turn = await readOpenTurn(deps.sql, lease.conversationId);
  if (turn === undefined) return;
  if (turn.status === "thinking") await sendSlowNotice(deps, lease, turn);
  const isModel = cause instanceof ModelUnavailableError;
  const error = isModel ? DELIVERY_ERRORS.modelGaveUp : DELIVERY_ERRORS.retriesExhausted;
  const conversation = await readLeased(deps.sql, lease);
  const { channel, conversationId } = conversation;
  // Before the turn ends: after a crash, an ended turn is not opened again.
  await deps.channels[channel].toStaff(conversation);
  await withLease(deps.sql, lease, async (tx) => {
    const reason = isModel ? "model" : "delivery";
    const lastText = channel === "bot" ? CANNED_REPLIES.tooLate : undefined;
    const ref = { turnId: turn.turnId, conversationId, channel };
    await failTurn(tx, ref, { error, reason, lastText, now: deps.clock.now() });
  });
  await finishStreams(deps.redis, streamIdsOf(turn), CANNED_REPLIES.tooLate);
}

/** Ends the turn of an AI bot whose stream WeCom will soon stop reading. */
export async function endTooLate(
  deps: WorkerDeps,
  lease: Lease,
  turn: OpenTurn,
): Promise<undefined> {
  const { turnId } = turn;
  const error = DELIVERY_ERRORS.streamTimedOut;
  const lastText = CANNED_REPLIES.tooLate;
  const now = deps.clock.now();
  await withLease(deps.sql, lease, (tx, { channel, conversationId }) => {
    const ref = { turnId, conversationId, channel };
    return failTurn(tx, ref, { error, reason: "model", lastText, now });
  });
  await finishStreams(deps.redis, streamIdsOf(turn), lastText);
}
