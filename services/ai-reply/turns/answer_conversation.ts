import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import {
  type ConversationWake,
  conversationWake,
} from "services/ai-reply/queues/conversation_wake.ts";
import { describeError } from "packages/platform/log.ts";
import type { Job } from "packages/storage/jobs/job_queue.ts";
import { retryLimitOf } from "packages/storage/jobs/job_queue.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { restOfWindow } from "services/ai-reply/domain/timing.ts";
import { beginTurn, type BegunTurn, type NextTurn } from "services/ai-reply/turns/begin_turn.ts";
import {
  type Lease,
  type LeasedConversation,
  LeaseLostError,
  takeLease,
  withLease,
} from "services/ai-reply/conversations/lease.ts";
import { passWaitingToStaff } from "services/ai-reply/conversations/modes.ts";
import { readOpenTurn } from "services/ai-reply/turns/open_turns.ts";
import { answerTurn } from "services/ai-reply/turns/answer_turn.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { giveUp } from "services/ai-reply/turns/give_up.ts";
import { restoreStreams } from "services/ai-reply/channels/restore_streams.ts";
import { summarise } from "services/ai-reply/turns/summarise.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";

/** A job may take five minutes. A turn that begins later than this might not end in time. */
const BEGIN_TURNS_FOR_MS = 150_000;
/** PostgreSQL: a conversation has one open turn at most. */
const UNIQUE_VIOLATION = "23505";

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
      // Either another worker has the job, then the queue ignores this error. Or PostgreSQL has crashed and lost the
      // lease, then the queue tries again.
      log.info("lease_lost");
      throw error;
    }
    if (signal.aborted || attempt <= retryLimitOf(conversationWake)) throw error;
    log.error("turn_given_up", { error: describeError(error) });
    await giveUp(deps, lease, error, signal);
  }
}

async function answerTurns(
  deps: WorkerDeps,
  lease: Lease,
  conversation: LeasedConversation,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const channel = deps.channels[conversation.channel];
  const openTurn = conversation.hasOpenTurn
    ? await readOpenTurn(deps.sql, lease.conversationId)
    : undefined;
  let begun: BegunTurn | undefined = openTurn && { turn: openTurn, conversation };
  let needsSummary = false;
  while (true) {
    signal.throwIfAborted();
    begun ??= await nextTurn(deps, lease, conversation, signal);
    if (begun === undefined) break;
    needsSummary = await answerTurn({ deps, lease, ...begun, channel, signal });
    begun = undefined;
    if (performance.now() - startedAt < BEGIN_TURNS_FOR_MS) continue;
    return await deps.sql.begin((tx) => wakeConversations(deps, tx, [lease.conversationId]));
  }
  // After the answers, so that no customer waits for the summary.
  if (needsSummary) await summarise(deps, lease, signal);
}

/** Waits until the merge window of the first waiting message ends, then begins a turn with all waiting messages. */
async function nextTurn(
  deps: WorkerDeps,
  lease: Lease,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<BegunTurn | undefined> {
  const { clock, settings: { mergeWindowMs } } = deps;
  let next = await begin(deps, lease, new Date(clock.now() - mergeWindowMs));
  if (next?.mode === "bot" && next.begun === undefined) {
    const restMs = restOfWindow(next.since, clock.now(), mergeWindowMs);
    await wait(restMs, undefined, { signal });
    next = await begin(deps, lease, null);
  }
  if (next?.mode === "human") await passToStaff(deps, lease, conversation);
  return next?.begun;
}

async function begin(
  { sql, clock, settings: { contextHours }, nextId }: WorkerDeps,
  lease: Lease,
  recordedUntil: Date | null,
): Promise<NextTurn | undefined> {
  try {
    const turnId = nextId();
    return await beginTurn(sql, lease, { turnId, now: clock.now(), recordedUntil, contextHours });
  } catch (error) {
    // An operator has just reopened the previous turn. The wake-up job of that change answers it, then these messages.
    if (error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION) {
      return undefined;
    }
    throw error;
  }
}

/** Messages wait in a conversation in which staff answer. */
async function passToStaff(
  deps: WorkerDeps,
  lease: Lease,
  conversation: Conversation,
): Promise<void> {
  await withLease(deps.sql, lease, async (tx, { mode, conversationId }) => {
    if (mode === "human") await passWaitingToStaff(tx, conversationId, deps.clock.now());
  });
  await restoreStreams(deps, conversation);
}
