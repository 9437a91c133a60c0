import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "packages/platform/log.ts";
import { isStillThinking } from "services/ai-reply/turns/open_turns.ts";
import { isSlowNoticeDue, sendSlowNotice } from "services/ai-reply/turns/send_slow_notice.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";

/**
 * Watches a turn while `work` asks the model: sends the slow notice when it is due, and aborts the run that `work` gets
 * when staff or another worker take over. Ends as `work` does, when no slow notice is being sent.
 */
export async function watchTurn<T>(
  run: TurnRun,
  work: (watched: TurnRun) => Promise<T>,
): Promise<T> {
  const { deps, turn, signal } = run;
  const takenOver = new AbortController();
  const stopped = new AbortController();

  async function watch(): Promise<void> {
    let isSent = false;
    // A notice that a crashed worker recorded may not have been sent.
    const wasRecorded = turn.slowNoticeAt !== null;
    while (await passes(deps.settings.checkTurnEveryMs, stopped.signal)) {
      if (!await isOurs(run)) return takenOver.abort();
      if (isSent || stopped.signal.aborted) continue;
      if (!wasRecorded && !isSlowNoticeDue(run)) continue;
      isSent = true;
      await sendSlowNotice(run);
    }
  }

  const watching = watch();
  try {
    return await work({ ...run, signal: AbortSignal.any([signal, takenOver.signal]) });
  } finally {
    stopped.abort();
    await watching;
  }
}

/** Waits for `ms`. Returns false if the signal ended the wait. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return await wait(ms, true, { signal }).catch(() => false);
}

async function isOurs({ deps, lease, turn }: TurnRun): Promise<boolean> {
  try {
    return await isStillThinking(deps.sql, lease, turn.turnId);
  } catch (error) {
    deps.log.warn("turn_not_watched", {
      conversation_id: lease.conversationId,
      error: describeError(error),
    });
    return true;
  }
}
