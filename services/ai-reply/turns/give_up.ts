import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { DELIVERY_ERRORS } from "services/ai-reply/domain/delivery_errors.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/conversations/lease.ts";
import { readOpenTurn } from "services/ai-reply/turns/open_turns.ts";
import { failTurn } from "services/ai-reply/turns/turn_store.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { sendSlowNotice } from "services/ai-reply/turns/send_slow_notice.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/** Ends the open turn without an answer, after the last try: the customer gets a notice, and the turn fails. */
export async function giveUp(
  deps: WorkerDeps,
  lease: Lease,
  cause: unknown,
  signal: AbortSignal,
): Promise<void> {
  const turn = await readOpenTurn(deps.sql, lease.conversationId);
  if (turn === undefined) return;
  const conversation = await readLeased(deps.sql, lease);
  const channel = deps.channels[conversation.channel];
  const run: TurnRun = { deps, lease, turn, conversation, channel, signal };
  if (turn.status === "thinking") await sendSlowNotice(run);
  const isModel = cause instanceof ModelUnavailableError;
  // Before the turn ends: after a crash, an ended turn is not opened again.
  await channel.toStaff(conversation);
  await endFailed(run, {
    error: isModel ? DELIVERY_ERRORS.modelGaveUp : DELIVERY_ERRORS.retriesExhausted,
    reason: isModel ? "model" : "delivery",
  });
}

/** Ends the turn of an AI bot whose stream WeCom will soon stop reading. */
export async function endTooLate(run: TurnRun): Promise<undefined> {
  await endFailed(run, { error: DELIVERY_ERRORS.streamTimedOut, reason: "model" });
}

async function endFailed(
  { deps, lease, turn: { turnId }, conversation }: TurnRun,
  failure: { readonly error: string; readonly reason: "model" | "delivery" },
): Promise<void> {
  const { channel, conversationId } = conversation;
  const lastText = channel === "bot" ? CANNED_REPLIES.tooLate : undefined;
  const { clock, webhooks } = deps;
  const now = clock.now();
  await withLease(
    deps.sql,
    lease,
    (tx) =>
      failTurn(tx, { turnId, conversationId, channel }, { ...failure, lastText, now, webhooks }),
  );
  await restoreStreams(deps, conversation);
}
