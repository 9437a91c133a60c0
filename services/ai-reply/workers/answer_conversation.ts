import { setTimeout as wait } from "node:timers/promises";
import {
  type ConversationWake,
  conversationWake,
} from "services/ai-reply/queues/conversation_wake.ts";
import { describeError } from "packages/platform/log.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { retryLimitOf } from "packages/storage/jobs/job_queue.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { restOfWindow } from "services/ai-reply/domain/timing.ts";
import {
  type Lease,
  LeaseLostError,
  takeLease,
  withLease,
} from "services/ai-reply/stores/lease.ts";
import {
  beginTurn,
  type BegunTurn,
  firstWaitingSince,
  readOpenTurn,
} from "services/ai-reply/stores/open_turns.ts";
import { answerTurn } from "services/ai-reply/workers/answer_turn.ts";
import type { WorkerDeps } from "services/ai-reply/workers/worker_deps.ts";
import { giveUp } from "services/ai-reply/workers/give_up.ts";
import { restoreStreams } from "services/ai-reply/workers/restore_streams.ts";
import { summarise } from "services/ai-reply/workers/summarise.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

/** A job may take five minutes. A turn that begins later than this might not end in time. */
const BEGIN_TURNS_FOR_MS = 150_000;

/**
 * Answers a conversation turn by turn: first the turn that another worker began, then the waiting messages. A message
 * that arrives meanwhile is answered by the next turn, or by its own wake-up job.
 * @throws Error when the queue must try again; after the last try the turn is given up instead
 */
export async function answerConversation(
  deps: WorkerDeps,
  { payload: { conversationId }, signal, attempt }: Job<ConversationWake>,
): Promise<void> {
  const lease = { conversationId, token: deps.nextId() };
  const conversation = await takeLease(deps.sql, lease);
  if (conversation === undefined) return;
  try {
    await answerTurns(deps, lease, conversation, signal);
  } catch (error) {
    const log = deps.log.with({ conversation_id: conversationId });
    if (error instanceof LeaseLostError) {
      // The other worker has the same job, and reports its result to the queue.
      return log.info("lease_lost");
    }
    if (signal.aborted || attempt <= retryLimitOf(conversationWake)) throw error;
    log.error("turn_given_up", { error: describeError(error) });
    await giveUp(deps, lease, error, signal);
  }
}

async function answerTurns(
  deps: WorkerDeps,
  lease: Lease,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const channel = deps.channels[conversation.channel];
  // Only another worker can have left a turn open.
  const turn = await readOpenTurn(deps.sql, lease.conversationId);
  let begun = turn && { turn, conversation };
  let hasAnswered = false;
  while (true) {
    signal.throwIfAborted();
    begun ??= await nextTurn(deps, lease, conversation, signal);
    if (begun === undefined) break;
    await answerTurn({ deps, lease, ...begun, channel, signal });
    begun = undefined;
    hasAnswered = true;
    if (performance.now() - startedAt < BEGIN_TURNS_FOR_MS) continue;
    return await deps.sql.begin((tx) => wakeConversations(deps, tx, [lease.conversationId]));
  }
  // After the answers, so that no customer waits for the summary.
  if (hasAnswered) await summarise(deps, lease, signal);
}

/** Waits until the merge window of the first waiting message ends, then begins a turn with all waiting messages. */
async function nextTurn(
  deps: WorkerDeps,
  lease: Lease,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<BegunTurn | undefined> {
  const { sql, clock, settings, nextId } = deps;
  const since = await firstWaitingSince(sql, lease.conversationId);
  if (since === undefined) return undefined;
  const restMs = restOfWindow(since, clock.now(), settings.mergeWindowMs);
  if (restMs > 0) await wait(restMs, undefined, { signal });
  const begun = await withLease(sql, lease, (tx, present) =>
    beginTurn(tx, present, {
      turnId: nextId(),
      now: clock.now(),
      contextHours: settings.contextHours,
    }));
  if (begun === undefined) await restoreStreams(deps, conversation);
  return begun;
}
