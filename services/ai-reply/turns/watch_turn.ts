import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "packages/platform/log.ts";
import { isStillThinking } from "services/ai-reply/turns/open_turns.ts";
import { isSlowNoticeDue, sendSlowNotice } from "services/ai-reply/turns/send_slow_notice.ts";
import type { TurnRun } from "services/ai-reply/turns/turn_run.ts";

/** The watch over a turn while the model is asked. */
export interface TurnWatch {
  /** Aborted when the turn needs no answer any more, and when the given signal is aborted. */
  readonly signal: AbortSignal;
  /** Ends the watch. Resolves when no slow notice is being sent. */
  stop(): Promise<void>;
}

/**
 * Watches a turn while the model is asked: sends the slow notice when it is due, and aborts `signal` when staff or another
 * worker take over.
 */
export function watchTurn(run: TurnRun): TurnWatch {
  const { deps, turn, signal } = run;
  const takenOver = new AbortController();
  const stopped = new AbortController();

  async function watch(): Promise<void> {
    let isSent = false;
    while (await passes(deps.settings.checkTurnEveryMs, stopped.signal)) {
      if (!await isOurs(run)) return takenOver.abort();
      // A notice that a crashed worker recorded may not have been sent.
      const isRecorded = turn.slowNoticeAt !== null;
      if (isSent || stopped.signal.aborted) continue;
      if (!isRecorded && !isSlowNoticeDue(run)) continue;
      isSent = true;
      await sendSlowNotice(run);
    }
  }

  const watching = watch();
  return {
    signal: AbortSignal.any([signal, takenOver.signal]),
    async stop() {
      stopped.abort();
      await watching;
    },
  };
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
