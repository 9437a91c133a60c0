import { setTimeout as wait } from "node:timers/promises";
import {
  type ConversationWake,
  conversationWake,
} from "services/ai-reply/queues/conversation_wake.ts";
import { describeError } from "packages/platform/log.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { retryLimitOf } from "packages/storage/jobs/queue_limits.ts";
import { finishStreams } from "services/ai-reply/delivery/streams.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { restOfWindow } from "services/ai-reply/domain/timing.ts";
import {
  type Lease,
  LeaseLostError,
  takeLease,
  withLease,
} from "services/ai-reply/stores/lease.ts";
import { beginTurn, firstWaitingSince, readOpenTurn } from "services/ai-reply/stores/open_turns.ts";
import { answerTurn } from "services/ai-reply/workers/answer_turn.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { giveUp } from "services/ai-reply/workers/give_up.ts";
import { summarise } from "services/ai-reply/workers/summarise.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

/** A job has five minutes; a turn that begins this late might not end within them. */
const BEGIN_TURNS_FOR_MS = 150_000;

/**
 * Answers all that lies in a conversation, turn by turn: first what another worker began, then what waits. What is filed
 * meanwhile is seen in the next round, or has sent a wake-up of its own.
 */
export async function drainConversation(
  engine: Engine,
  { payload: { conversationId }, signal, attempt }: Job<ConversationWake>,
): Promise<void> {
  const lease = { conversationId, token: engine.nextId() };
  if (!await takeLease(engine.sql, lease)) return;
  try {
    await drain(engine, lease, signal);
  } catch (error) {
    const log = engine.log.with({ conversation_id: conversationId });
    if (error instanceof LeaseLostError) {
      // The job is another worker's too; the queue lets nobody but them say how it ended.
      return log.info("lease_lost");
    }
    if (signal.aborted || attempt <= retryLimitOf(conversationWake)) throw error;
    log.error("turn_given_up", { error: describeError(error) });
    await giveUp(engine, lease, error);
  }
}

async function drain(engine: Engine, lease: Lease, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  let hasAnswered = false;
  while (true) {
    signal.throwIfAborted();
    const turn = await readOpenTurn(engine.sql, lease.conversationId) ??
      await nextTurn(engine, lease, signal);
    if (turn === undefined) break;
    await answerTurn(engine, lease, turn, signal);
    hasAnswered = true;
    if (performance.now() - startedAt < BEGIN_TURNS_FOR_MS) continue;
    return await engine.sql.begin((tx) => wakeConversations(engine, tx, [lease.conversationId]));
  }
  // Nobody waits for an answer now.
  if (hasAnswered) await summarise(engine, lease, signal);
}

/** Waits until the first waiting message is as old as the window is long, then takes all that wait. */
async function nextTurn(
  engine: Engine,
  lease: Lease,
  signal: AbortSignal,
): Promise<OpenTurn | undefined> {
  const { sql, clock, settings, nextId } = engine;
  const since = await firstWaitingSince(sql, lease.conversationId);
  if (since === undefined) return undefined;
  const restMs = restOfWindow(since, clock.now(), settings.mergeWindowMs);
  if (restMs > 0) await wait(restMs, undefined, { signal });
  const { turn, leftStreams } = await withLease(
    sql,
    lease,
    (tx, conversation) =>
      beginTurn(tx, conversation, {
        turnId: nextId(),
        now: clock.now(),
        contextHours: settings.contextHours,
      }),
  );
  await finishStreams(engine.redis, leftStreams, DEFINED_ANSWERS.withStaff);
  return turn;
}
