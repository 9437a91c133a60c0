import { setTimeout as wait } from "node:timers/promises";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";

/** A try may hang on a lost connection: after this time another one goes beside it. */
const BESIDE_AFTER_MS = 2_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;
const LATE = Symbol("late");

/**
 * Repeats `work` until it succeeds, at the latest until `endsAt` (of `performance.now`). What takes long is not given
 * up for another try, because it may be the next in a queue: the first one to succeed counts, and the signal tells the
 * others. They may still take effect, so `work` must bear that.
 * @throws the last error; UnavailableError when nothing was heard
 */
export async function keepTrying<T>(
  work: (signal: AbortSignal) => Promise<T>,
  endsAt: number,
): Promise<T> {
  const decided = new AbortController();
  try {
    const all = tryBeside(work, endsAt, decided.signal);
    const outcome = await withDeadline<T, typeof LATE>(all, endsAt - performance.now(), LATE);
    if (outcome !== LATE) return outcome;
    all.catch(() => {}); // nobody waits for it any more
    throw new UnavailableError("Cannot store the callback: PostgreSQL did not answer in time");
  } finally {
    decided.abort();
  }
}

/** The first to succeed of one line of tries and, if that takes long, of another beside it. */
async function tryBeside<T>(
  work: (signal: AbortSignal) => Promise<T>,
  endsAt: number,
  decided: AbortSignal,
): Promise<T> {
  const first = tryInLine(work, endsAt, decided);
  const outcome = await withDeadline<T, typeof LATE>(first, BESIDE_AFTER_MS, LATE);
  if (outcome !== LATE) return outcome;
  const beside = decided.aborted ? [] : [tryInLine(work, endsAt, decided)];
  return await Promise.any([first, ...beside]).catch((error: AggregateError) => {
    throw error.errors.at(-1);
  });
}

async function tryInLine<T>(
  work: (signal: AbortSignal) => Promise<T>,
  endsAt: number,
  decided: AbortSignal,
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work(decided);
    } catch (error) {
      if (decided.aborted || performance.now() + pauseMs >= endsAt) throw error;
      await wait(pauseMs);
    }
  }
}
