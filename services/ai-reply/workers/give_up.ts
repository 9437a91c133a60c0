import { finishStreams, streamIdsOf } from "services/ai-reply/delivery/streams.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { ModelUnavailableError } from "services/ai-reply/model/model.ts";
import { type Lease, readLeased, withLease } from "services/ai-reply/stores/lease.ts";
import { readOpenTurn } from "services/ai-reply/stores/open_turns.ts";
import { failTurn } from "services/ai-reply/stores/turns.ts";
import { apologise } from "services/ai-reply/workers/apologise.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/**
 * Ends the open turn without an answer, after the last try: the customer is told once, and people take over. Nobody
 * could do that in the chat with an AI bot: there the AI goes on with the next message.
 */
export async function giveUp(engine: Engine, lease: Lease, cause: unknown): Promise<void> {
  const turn = await readOpenTurn(engine.sql, lease.conversationId);
  if (turn === undefined) return;
  if (turn.status === "thinking") await apologise(engine, lease, turn);
  const isModel = cause instanceof ModelUnavailableError;
  const error = isModel ? "模型没有给出回答，已放弃重试。" : "多次重试仍未成功，已放弃。";
  const conversation = await readLeased(engine.sql, lease);
  const isBot = conversation.channel === "bot";
  // Before the turn ends, or nobody would do it after a crash.
  await engine.channels[conversation.channel].handOver(conversation);
  await withLease(engine.sql, lease, async (tx) => {
    const reason = isBot ? undefined : isModel ? "model" : "delivery";
    const ref = { turnId: turn.turnId, conversationId: lease.conversationId };
    const lastWords = isBot ? DEFINED_ANSWERS.lateApology : undefined;
    await failTurn(tx, ref, { error, reason, lastWords, now: engine.clock.now() });
  });
  await finishStreams(engine.redis, streamIdsOf(turn), DEFINED_ANSWERS.lateApology);
}

/** Ends a turn whose stream cannot be written to for much longer. */
export async function endTooLate(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
): Promise<undefined> {
  const { turnId } = turn;
  const ref = { turnId, conversationId: lease.conversationId };
  const error = "模型没有在 6 分钟内答完，机器人的消息不能再更新。";
  const now = engine.clock.now();
  const lastWords = DEFINED_ANSWERS.lateApology;
  await withLease(
    engine.sql,
    lease,
    (tx) => failTurn(tx, ref, { error, reason: undefined, lastWords, now }),
  );
  await finishStreams(engine.redis, streamIdsOf(turn), lastWords);
}
