import type { TransactionSql } from "postgres";
import { describeError } from "packages/platform/log.ts";
import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { countSentSince, recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, withLease } from "services/ai-reply/stores/lease.ts";
import { recordApology } from "services/ai-reply/stores/turns.ts";
import { sendParts } from "services/ai-reply/workers/deliver_turn.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** The answer may be there meanwhile, and waits for this. */
const WITHIN_MS = 10_000;

/** Whether the customer has waited in silence for so long that they are to be told. */
export function isApologyDue({ clock, settings }: Engine, { startedAt }: OpenTurn): boolean {
  return clock.now() - startedAt.getTime() >= settings.apologiseAfterMs;
}

/**
 * Says that the answer takes longer: once in a turn, however often it is called, and not where no message would be left
 * for the answer. Never throws: an apology that does not get out is no reason not to answer.
 */
export async function apologise(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal?: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([AbortSignal.timeout(WITHIN_MS), ...signal ? [signal] : []]);
  try {
    await withLease(engine.sql, lease, async (tx, conversation) => {
      if (!await hasRoom(engine, tx, conversation, turn)) return;
      const now = engine.clock.now();
      const recent = await recentTexts(tx, conversation.conversationId, now);
      const text = makeDistinct([DEFINED_ANSWERS.apology], recent)[0]!;
      await recordApology(tx, turn.turnId, { text, now });
    });
    await sendParts(engine, lease, turn, limit);
  } catch (error) {
    engine.log.warn("apology_not_sent", {
      conversation_id: lease.conversationId,
      error: describeError(error),
    });
  }
}

/** Streams show by themselves that something comes, and could not be written to after an apology. */
async function hasRoom(
  { channels }: Engine,
  tx: TransactionSql,
  { channel, conversationId }: Conversation,
  turn: OpenTurn,
): Promise<boolean> {
  if (channel === "bot") return false;
  return channels[channel].partsLeft(await countSentSince(tx, conversationId), turn) > 1;
}
