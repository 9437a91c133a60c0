import type { TransactionSql } from "postgres";
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
  const arrived = has("sent") || asksForBot(turn, deps.readCommand) && has("uncertain");
  await finishTurn(run, { ...sent, arrived });
  deps.log.info(arrived ? "turn_delivered" : "turn_not_delivered", {
    conversation_id: run.conversation.conversationId,
    turn: turn.number,
    parts: sent.parts.length,
  });
}

async function finishTurn(
  run: TurnRun,
  sent: TriedParts & { readonly arrived: boolean },
): Promise<void> {
  const { deps: { sql, clock, webhooks }, lease, turn: { turnId }, channel } = run;
  const { refusal, conversation, arrived } = sent;
  const latest = conversation ?? await readLeased(sql, lease);
  const { mode, modeReason, conversationId } = latest;
  // Do not change WeCom's session if WeCom itself reported the switch to staff.
  const isFromWecom = refusal?.staffServes || mode === "human" && modeReason === "kf";
  // Before the turn ends: after a crash, an ended turn is not opened again.
  if (!isFromWecom && (mode === "human" || !arrived)) await channel.toStaff(latest);
  const now = clock.now();
  if (arrived && !refusal?.staffServes) return await endDelivered(run, latest, sent.parts);
  await withLease(sql, lease, async (tx) => {
    if (refusal?.staffServes) {
      if (arrived) await endAndEmit(run, tx, latest, sent.parts);
      else await dropTurn(tx, { turnId }, now);
      return await switchToStaff(tx, { conversationId, reason: "kf", now, webhooks });
    }
    const error = refusal?.error ?? DELIVERY_ERRORS.outcomeUnknown;
    const ref = { turnId, conversationId, channel: latest.channel };
    await failTurn(tx, ref, { error, reason: "delivery", now, webhooks });
  });
}

/** One statement, unless a webhook is about it. */
async function endDelivered(
  run: TurnRun,
  conversation: Conversation,
  parts: readonly Delivery[],
): Promise<void> {
  const { deps: { sql, clock, webhooks }, lease, turn: { turnId } } = run;
  if (!webhooks.isEnabled) return await endTurn(sql, lease, turnId, clock.now());
  await withLease(sql, lease, (tx) => endAndEmit(run, tx, conversation, parts));
}

async function endAndEmit(
  { deps: { clock, webhooks }, lease, turn: { turnId } }: TurnRun,
  tx: TransactionSql,
  { conversationId, channel, app, corpId, person }: Conversation,
  parts: readonly Delivery[],
): Promise<void> {
  await endTurn(tx, lease, turnId, clock.now());
  const shown = parts.filter(({ part, status }) =>
    part > 0 && (status === "sent" || status === "uncertain")
  );
  const text = shown.map(({ text }) => text).join("\n\n");
  const data = { conversationId, channel, app, corpId, person, turnId, text };
  await webhooks.emit(tx, "reply.delivered", data, { id: turnId });
}

type Refusal = Outcome & { readonly kind: "refused" };

/** The parts with their new status. */
export interface TriedParts {
  readonly parts: readonly Delivery[];
  readonly refusal: Refusal | undefined;
  /** The conversation after the last part that was sent; undefined if none was. */
  readonly conversation: Conversation | undefined;
}

/** Sends the parts that have not ended, in order. After a refused part, the following parts are refused too. */
export async function sendParts(
  run: TurnRun,
  recorded: readonly Delivery[],
): Promise<TriedParts> {
  const parts: Delivery[] = [];
  let refusal: Refusal | undefined;
  let conversation: Conversation | undefined;
  for (const delivery of recorded) {
    const tried = hasEnded(delivery) ? undefined : await tryPart(run, delivery, refusal);
    parts.push({ ...delivery, ...tried && { status: tried.status } });
    refusal ??= tried?.refusal;
    conversation = tried?.conversation ?? conversation;
  }
  return { parts, refusal, conversation };
}

function hasEnded({ status }: Delivery): boolean {
  return status !== "recorded" && status !== "sending";
}

interface TriedPart {
  readonly status: DeliveryStatus;
  readonly refusal?: Refusal;
  readonly conversation: Conversation;
}

async function tryPart(
  run: TurnRun,
  delivery: Delivery,
  refusal: Refusal | undefined,
): Promise<TriedPart> {
  run.signal.throwIfAborted();
  if (refusal !== undefined) return await markPart(run, delivery, refusal);
  if (isRepeatable(delivery, run.deps.clock.now())) return await sendPart(run, delivery);
  const error = DELIVERY_ERRORS.outcomeUnknown;
  return await markPart(run, delivery, { kind: "uncertain", error });
}

/** Sends one part and records how that ended. */
async function sendPart(run: TurnRun, delivery: Delivery): Promise<TriedPart> {
  const { deps: { sql, clock, log }, lease, turn, channel, signal } = run;
  const { part, text } = delivery;
  const conversation = await markSending(sql, lease, delivery, clock.now());
  if (!conversation.isMarked) {
    // A slow notice is deleted when staff take over.
    if (part === 0) return { status: delivery.status, conversation };
    // PostgreSQL has crashed and lost the part, or WeCom has just refused it. The next attempt reads which.
    throw new Error(`Cannot send part ${part} of turn ${turn.turnId}: it is not recorded any more`);
  }
  const outcome = await channel.send({ conversation, turn, part, text, signal });
  if (outcome.kind !== "sent") {
    const { kind, error } = outcome;
    log.warn(`delivery_${kind}`, { conversation_id: lease.conversationId, part, error });
  }
  return await markPart(run, delivery, outcome);
}

async function markPart(
  { deps: { sql, clock }, lease }: TurnRun,
  delivery: Delivery,
  outcome: Outcome,
): Promise<TriedPart> {
  const { kind: status } = outcome;
  const error = outcome.kind === "sent" ? undefined : outcome.error;
  const marked = await markEnded(sql, lease, delivery, { status, error, now: clock.now() });
  return {
    // Otherwise WeCom has reported meanwhile that it was not delivered.
    status: marked.isMarked ? status : "refused",
    conversation: marked,
    ...outcome.kind === "refused" && { refusal: outcome },
  };
}
