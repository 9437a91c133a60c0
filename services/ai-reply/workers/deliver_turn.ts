import type { ChannelSender, Outcome } from "services/ai-reply/delivery/channel.ts";
import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import {
  type Delivery,
  type DeliveryStatus,
  isRepeatable,
} from "services/ai-reply/domain/delivery.ts";
import { callsBot } from "services/ai-reply/domain/plan_turn.ts";
import { markEnded, markSending, readDeliveries } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { switchToHuman } from "services/ai-reply/stores/modes.ts";
import { dropTurn, endTurn, failTurn } from "services/ai-reply/stores/turns.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** Sends what a turn has recorded and ends it. @throws when it may work later */
export async function deliverTurn(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<void> {
  const refusal = await sendParts(engine, lease, turn, signal);
  const parts = await readDeliveries(engine.sql, turn.turnId);
  const has = (wanted: DeliveryStatus) =>
    parts.some(({ part, status }) => part > 0 && status === wanted);
  // That the AI answers again is done, also where the words about it may be lost.
  const arrived = has("sent") || callsBot(turn) && has("uncertain");
  // Before the turn ends, or nobody would do it after a crash.
  const conversation = await readLeased(engine.sql, lease);
  const { mode, modeReason } = conversation;
  // What WeCom has told us is not told back: it may be over there by now.
  const isWecoms = refusal?.staffServes || mode === "human" && modeReason === "kf";
  if (!isWecoms && (mode === "human" || !arrived)) {
    await engine.channels[conversation.channel].handOver(conversation);
  }
  const { conversationId } = lease;
  const now = engine.clock.now();
  await withLease(engine.sql, lease, async (tx) => {
    const ref = { turnId: turn.turnId, conversationId };
    if (arrived) await endTurn(tx, ref, now);
    else if (refusal?.staffServes) await dropTurn(tx, ref, now);
    else {
      const error = refusal?.error ?? "不确定是否已经送达，不会再发送。";
      await failTurn(tx, ref, { error, reason: "delivery", now });
    }
    if (refusal?.staffServes) await switchToHuman(tx, { conversationId, reason: "kf", now });
  });
  engine.log.info(arrived ? "turn_delivered" : "turn_not_delivered", {
    conversation_id: conversationId,
    turn: turn.number,
    parts: parts.length,
  });
}

/** Sends the parts that are not ended, in order; one that is refused refuses those behind it. */
export async function sendParts(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<Outcome & { kind: "refused" } | undefined> {
  const conversation = await readLeased(engine.sql, lease);
  const channel = engine.channels[conversation.channel];
  let refusal: Outcome & { kind: "refused" } | undefined;
  for (const delivery of await readDeliveries(engine.sql, turn.turnId)) {
    if (delivery.status !== "recorded" && delivery.status !== "sending") continue;
    signal.throwIfAborted();
    const now = engine.clock.now();
    if (refusal !== undefined) {
      await markEnded(engine.sql, lease, delivery, {
        status: "refused",
        error: refusal.error,
        now,
      });
      continue;
    }
    if (!isRepeatable(delivery, now)) {
      await markEnded(engine.sql, lease, delivery, { status: "uncertain", now });
      continue;
    }
    const outcome = await sendPart(
      engine,
      lease,
      { channel, conversation, turn, delivery },
      signal,
    );
    if (outcome?.kind === "refused") refusal = outcome;
  }
  return refusal;
}

/** Undefined when the part is not to be sent any more: an apology in a turn that people have taken over. */
async function sendPart(
  { sql, clock, log }: Engine,
  lease: Lease,
  { channel, conversation, turn, delivery }: {
    readonly channel: ChannelSender;
    readonly conversation: Conversation;
    readonly turn: OpenTurn;
    readonly delivery: Delivery;
  },
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { part, text } = delivery;
  if (!await markSending(sql, lease, delivery, clock.now())) return undefined;
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
