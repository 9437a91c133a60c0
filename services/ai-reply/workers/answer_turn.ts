import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { limitParts, makeDistinct } from "services/ai-reply/domain/delivery.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { countSentSince, recentTexts } from "services/ai-reply/stores/deliveries.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { switchToHuman } from "services/ai-reply/stores/modes.ts";
import { isStillThinking } from "services/ai-reply/stores/open_turns.ts";
import { recordReply, type Reply } from "services/ai-reply/stores/turns.ts";
import { apologise, isApologyDue } from "services/ai-reply/workers/apologise.ts";
import { composeReply, TooLateError } from "services/ai-reply/workers/compose_reply.ts";
import { deliverTurn } from "services/ai-reply/workers/deliver_turn.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { endTooLate } from "services/ai-reply/workers/give_up.ts";
import { watchTurn } from "services/ai-reply/workers/watch_turn.ts";

/** The queue tries again after a minute at most, and a little. */
const LONGEST_BACKOFF_MS = 65_000;

/**
 * Brings one turn to its end from wherever it stands, so that it may be called again after a crash at any point:
 * think, record what will be sent, send it.
 * @throws what the queue is to try again: the model is away, WeCom is away, the database is away
 */
export async function answerTurn(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<void> {
  if (turn.status === "thinking" && !await think(engine, lease, turn, signal)) return;
  await deliverTurn(engine, lease, turn, signal);
}

/** Finds the answer and records it; false when there is none to be sent. */
async function think(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): Promise<boolean> {
  const conversation = await readLeased(engine.sql, lease);
  const channel = engine.channels[conversation.channel];
  await channel.begin?.(turn);
  if (await channel.staffServes(conversation, turn, signal)) {
    await leaveToColleague(engine, lease);
    return false;
  }
  const watch = watchTurn(engine, lease, turn, signal);
  const seeking = composeReply(engine, conversation, turn, watch.signal).finally(watch.stop);
  const reply = await seeking.catch(async (error) => {
    if (signal.aborted) throw error;
    const isAway = error instanceof ModelUnavailableError;
    if (isAway && isApologyDue(engine, turn)) await apologise(engine, lease, turn, signal);
    // Last of all: what has come meanwhile would wait for the next attempt.
    if (!await isStillThinking(engine.sql, lease, turn.turnId)) return undefined;
    const answerBy = channel.answerBy?.(turn) ?? Infinity;
    const isLastChance = isAway && engine.clock.now() + LONGEST_BACKOFF_MS > answerBy;
    if (error instanceof TooLateError || isLastChance) return await endTooLate(engine, lease, turn);
    throw error;
  });
  return reply !== undefined && await record(engine, lease, turn, reply);
}

/** Stores the answer as the parts that will be sent; false when the turn was dropped meanwhile. */
async function record(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  reply: Reply,
): Promise<boolean> {
  const { turnId } = turn;
  const now = engine.clock.now();
  const left = await withLease(engine.sql, lease, async (tx, { channel: name, conversationId }) => {
    const channel = engine.channels[name];
    const limit = Math.max(1, channel.partsLeft(await countSentSince(tx, conversationId), turn));
    const rendered = channel.render(reply.text);
    // Of an answer that is nothing but markup nothing is left, and silence is no answer.
    const shown = rendered.length > 0 ? rendered : [DEFINED_ANSWERS.sensitiveAnswer];
    const parts = makeDistinct(
      limitParts(shown, limit),
      await recentTexts(tx, conversationId, now),
    );
    return await recordReply(tx, { turnId, conversationId }, { reply, parts, now });
  });
  if (left === undefined) return false;
  await finishStreams(engine.redis, left, DEFINED_ANSWERS.withStaff);
  return true;
}

/** A colleague serves the customer in WeCom's own client: the bot is silent. */
async function leaveToColleague(engine: Engine, lease: Lease): Promise<void> {
  const { conversationId } = lease;
  const now = engine.clock.now();
  await withLease(
    engine.sql,
    lease,
    (tx) => switchToHuman(tx, { conversationId, reason: "kf", now }),
  );
}
