import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { APOLOGISE_AFTER_MS } from "services/ai-reply/domain/timing.ts";
import { recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, withLease } from "services/ai-reply/stores/lease.ts";
import { noteFailure, recordApology } from "services/ai-reply/stores/turns.ts";
import { sendParts } from "services/ai-reply/workers/deliver_turn.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/**
 * The model gave no answer: notes it, and says so to the customer once, when it has lasted a while. Not in streams,
 * which could not be written to after that.
 */
export async function apologiseIfDue(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<void> {
  const now = engine.clock.now();
  const failedAt = await withLease(engine.sql, lease, (tx) => noteFailure(tx, turn.turnId, now));
  if (failedAt === undefined || now - failedAt.getTime() < APOLOGISE_AFTER_MS) return;
  await apologise(engine, lease, turn, signal);
}

/** Says that the answer takes longer, unless that was said in this turn. */
export async function apologise(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<void> {
  const now = engine.clock.now();
  const isNew = await withLease(engine.sql, lease, async (tx, { channel, conversationId }) => {
    if (channel === "bot") return false;
    const recent = await recentTexts(tx, conversationId, now);
    const text = makeDistinct([DEFINED_ANSWERS.apology], recent)[0]!;
    return await recordApology(tx, turn.turnId, { text, now });
  });
  if (isNew) await sendParts(engine, lease, turn, signal);
}
