import type { Outcome } from "services/ai-reply/delivery/channel.ts";
import {
  type Delivery,
  type DeliveryStatus,
  isRepeatable,
} from "services/ai-reply/domain/delivery.ts";
import { DELIVERY_ERRORS } from "services/ai-reply/domain/delivery_errors.ts";
import { asksForBot } from "services/ai-reply/domain/plan_turn.ts";
import { markEnded, markSending, readDeliveries } from "services/ai-reply/stores/deliveries.ts";
import { readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { switchToStaff } from "services/ai-reply/stores/modes.ts";
import { dropTurn, endTurn, failTurn } from "services/ai-reply/stores/turns.ts";
import type { TurnRun } from "services/ai-reply/workers/turn_run.ts";

/** Sends the recorded parts of a turn and ends the turn. @throws Error when sending may work later */
export async function deliverTurn(run: TurnRun): Promise<void> {
  const { deps, lease, turn, channel } = run;
  const refusal = await sendParts(run);
  const parts = await readDeliveries(deps.sql, turn.turnId);
  const has = (wanted: DeliveryStatus) =>
    parts.some(({ part, status }) => part > 0 && status === wanted);
  // "Back to the AI" counts as delivered even if its confirmation is uncertain.
  const arrived = has("sent") || asksForBot(turn) && has("uncertain");
  // Before the turn ends: after a crash, an ended turn is not opened again.
  const conversation = await readLeased(deps.sql, lease);
  const { mode, modeReason, conversationId } = conversation;
  // Do not change WeCom's session if WeCom itself reported the switch to staff.
  const isFromWecom = refusal?.staffServes || mode === "human" && modeReason === "kf";
  if (!isFromWecom && (mode === "human" || !arrived)) {
    await channel.toStaff(conversation);
  }
  const now = deps.clock.now();
  await withLease(deps.sql, lease, async (tx) => {
    const ref = { turnId: turn.turnId, conversationId, channel: conversation.channel };
    if (arrived) await endTurn(tx, ref, now);
    else if (refusal?.staffServes) await dropTurn(tx, ref, now);
    else {
      const error = refusal?.error ?? DELIVERY_ERRORS.outcomeUnknown;
      await failTurn(tx, ref, { error, reason: "delivery", now });
    }
    if (refusal?.staffServes) await switchToStaff(tx, { conversationId, reason: "kf", now });
  });
  deps.log.info(arrived ? "turn_delivered" : "turn_not_delivered", {
    conversation_id: conversationId,
    turn: turn.number,
    parts: parts.length,
  });
}

/** Sends the parts that have not ended, in order. After a refused part, the following parts are refused too. */
export async function sendParts(
  run: TurnRun,
): Promise<Outcome & { kind: "refused" } | undefined> {
  const { deps, lease, turn, signal } = run;
  let refusal: Outcome & { kind: "refused" } | undefined;
  for (const delivery of await readDeliveries(deps.sql, turn.turnId)) {
    if (delivery.status !== "recorded" && delivery.status !== "sending") continue;
    signal.throwIfAborted();
    const now = deps.clock.now();
    if (refusal !== undefined) {
      await markEnded(deps.sql, lease, delivery, {
        status: "refused",
        error: refusal.error,
        now,
      });
      continue;
    }
    if (!isRepeatable(delivery, now)) {
      await markEnded(deps.sql, lease, delivery, { status: "uncertain", now });
      continue;
    }
    const outcome = await sendPart(run, delivery);
    if (outcome?.kind === "refused") refusal = outcome;
  }
  return refusal;
}

/** Sends one part. Undefined: it must not be sent any more, as with a slow notice in a turn that staff took over. */
async function sendPart(
  { deps: { sql, clock, log }, lease, turn, channel, signal }: TurnRun,
  delivery: Delivery,
): Promise<Outcome | undefined> {
  const { part, text } = delivery;
  const conversation = await markSending(sql, lease, delivery, clock.now());
  if (conversation === undefined) return undefined;
  const outcome = await channel.send({ conversation, turn, part, text, signal });
  const now = clock.now();
  if (outcome.kind === "sent") {
    await markEnded(sql, lease, delivery, { status: "sent", now });
    return outcome;
  }
  const { kind: status, error } = outcome;
  log.warn(`delivery_${status}`, { conversation_id: conversation.conversationId, part, error });
  await markEnded(sql, lease, delivery, { status, error, now });
  return outcome;
}
