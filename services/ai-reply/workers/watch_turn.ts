import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "packages/platform/log.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import type { Lease } from "services/ai-reply/stores/lease.ts";
import { isStillThinking } from "services/ai-reply/stores/open_turns.ts";
import { apologise, isApologyDue } from "services/ai-reply/workers/apologise.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

const LOOK_EVERY_MS = 2_000;

/** What happens while the model thinks. */
export interface TurnWatch {
  /** Aborted when there is nothing to think about any more, and with the signal that was handed in. */
  readonly signal: AbortSignal;
  /** Resolves when nothing is being said to the customer any more. */
  stop(): Promise<void>;
}

/**
 * Looks after a turn while its answer is sought: a customer who waits for long is told once, and when people take over,
 * or another worker, the model is not waited for.
 */
export function watchTurn(
  engine: Engine,
  lease: Lease,
  turn: OpenTurn,
  signal: AbortSignal,
): TurnWatch {
  const over = new AbortController();
  const stopped = new AbortController();

  async function look(): Promise<void> {
    let isSaid = false;
    while (await passes(LOOK_EVERY_MS, stopped.signal)) {
      if (!await isOurs(engine, lease, turn)) return over.abort();
      // Recorded by a worker that died: it may not have been sent.
      const isBegun = turn.apologisedAt !== null;
      if (isSaid || stopped.signal.aborted || !(isBegun || isApologyDue(engine, turn))) continue;
      isSaid = true;
      await apologise(engine, lease, turn, signal);
    }
  }

  const looking = look();
  return {
    signal: AbortSignal.any([signal, over.signal]),
    async stop() {
      stopped.abort();
      await looking;
    },
  };
}

/** Waits; false when that was cut short. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return await wait(ms, true, { signal }).catch(() => false);
}

async function isOurs({ sql, log }: Engine, lease: Lease, { turnId }: OpenTurn): Promise<boolean> {
  try {
    return await isStillThinking(sql, lease, turnId);
  } catch (error) {
    log.warn("turn_not_watched", {
      conversation_id: lease.conversationId,
      error: describeError(error),
    });
    return true;
  }
}
