import type { Outcome } from "services/ai-reply/channels/channel.ts";
import {
  type Delivery,
  type DeliveryStatus,
  isRepeatable,
} from "services/ai-reply/domain/delivery.ts";
import { DELIVERY_ERRORS } from "services/ai-reply/domain/delivery_errors.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { asksForBot } from "services/ai-reply/domain/plan_turn.ts";
import { markEnded, markSending } from "services/ai-reply/turns/deliveries.ts";
import { readLeased, withLease } from "services/ai-reply/conversations/lease.ts";
import { switchToStaff } from "services/ai-reply/conversations/modes.ts";
import { dropTurn, endTurn, failTurn } from "services/ai-reply/turns/turn_store.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";

/** Sends the parts of a turn, and ends the turn. @throws Error when sending may work later */
export async function deliverTurn(run: TurnRun, recorded: readonly Delivery[]): Promise<void> {
  const { deps, turn } = run;
  const sent = await sendParts(run, recorded);
  const has = (wanted: DeliveryStatus) =>
    sent.parts.some(({ part, status }) => part > 0 && status === wanted);
  // "Back to the AI" counts as delivered even if its confirmation is uncertain.
  const arrived = has("sent") || asksForBot(turn) && has("uncertain");
  await endDelivery(run, { ...sent, arrived });
  deps.log.info(arrived ? "turn_delivered" : "turn_not_delivered", {
    conversation_id: run.conversation.conversationId,
    turn: turn.number,
    parts: sent.parts.length,
  });
}

async function endDelivery(
  { deps, lease, turn: { turnId }, channel, conversation: { channel: name } }: TurnRun,
  { refusal, conversation, arrived }: SentParts & { readonly arrived: boolean },
): Promise<void> {
  const present = conversation ?? await readLeased(deps.sql, lease);
  const { mode, modeReason, conversationId } = present;
  // Do not change WeCom's session if WeCom itself reported the switch to staff.
  const isFromWecom = refusal?.staffServes || mode === "human" && modeReason === "kf";
  // Before the turn ends: after a crash, an ended turn is not opened again.
  if (!isFromWecom && (mode === "human" || !arrived)) await channel.toStaff(present);
  const now = deps.clock.now();
  if (arrived && !refusal?.staffServes) return await endTurn(deps.sql, lease, turnId, now);
  await withLease(deps.sql, lease, async (tx) => {
    if (refusal?.staffServes) {
      if (arrived) await endTurn(tx, lease, turnId, now);
      else await dropTurn(tx, { turnId }, now);
      return await switchToStaff(tx, { conversationId, reason: "kf", now });
    }
    const error = refusal?.error ?? DELIVERY_ERRORS.outcomeUnknown;
    const ref = { turnId, conversationId, channel: name };
    await failTurn(tx, ref, { error, reason: "delivery", now });
  });
}

type Refusal = Outcome & { readonly kind: "refused" };

/** Parts after they were sent. */
export interface SentParts {
  readonly parts: readonly Delivery[];
  readonly refusal: Refusal | undefined;
  /** The conversation after the last part that was sent; undefined if none was. */
  readonly conversation: Conversation | undefined;
}

/** Sends the parts that have not ended, in order. After a refused part, the following parts are refused too. */
export async function sendParts(
  run: TurnRun,
  recorded: readonly Delivery[],
): Promise<SentParts> {
  const parts: Delivery[] = [];
  let refusal: Refusal | undefined;
  let conversation: Conversation | undefined;
  for (const delivery of recorded) {
    const sent = hasEnded(delivery) ? undefined : await sendPart(run, delivery, refusal);
    parts.push({ ...delivery, ...sent && { status: sent.status } });
    refusal ??= sent?.refusal;
    conversation = sent?.conversation ?? conversation;
  }
  return { parts, refusal, conversation };
}

function hasEnded({ status }: Delivery): boolean {
  return status !== "recorded" && status !== "sending";
}

interface SentPart {
  readonly status: DeliveryStatus;
  readonly refusal?: Refusal;
  readonly conversation: Conversation;
}

/** Sends one part and records how that ended. */
async function sendPart(
  { deps: { sql, clock, log }, lease, turn, channel, signal }: TurnRun,
  delivery: Delivery,
  refusal: Refusal | undefined,
): Promise<SentPart> {
  signal.throwIfAborted();
  const { part, text } = delivery;
  const end = async (outcome: Outcome): Promise<SentPart> => {
    const { kind: status } = outcome;
    const error = outcome.kind === "sent" ? undefined : outcome.error;
    const marked = await markEnded(sql, lease, delivery, { status, error, now: clock.now() });
    return {
      // WeCom has reported meanwhile that it was not delivered.
      status: marked.isMarked ? status : "refused",
      conversation: marked,
      ...outcome.kind === "refused" && { refusal: outcome },
    };
  };
  if (refusal !== undefined) return await end(refusal);
  if (!isRepeatable(delivery, clock.now())) {
    return await end({ kind: "uncertain", error: DELIVERY_ERRORS.outcomeUnknown });
  }
  const conversation = await markSending(sql, lease, delivery, clock.now());
  // Such as a slow notice in a turn that staff took over.
  if (!conversation.isMarked) return { status: delivery.status, conversation };
  const outcome = await channel.send({ conversation, turn, part, text, signal });
  if (outcome.kind !== "sent") {
    const { conversationId } = lease;
    log.warn(`delivery_${outcome.kind}`, {
      conversation_id: conversationId,
      part,
      error: outcome.error,
    });
  }
  return await end(outcome);
}
