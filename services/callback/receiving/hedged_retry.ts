import { setTimeout as wait } from "node:timers/promises";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";

/** A try may hang on a broken connection: after this time a second one starts in parallel. */
const HEDGE_AFTER_MS = 2_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;
const LATE = Symbol("late");
/** Made once: without a reason, each success would make an error with its stack. */
const DECIDED = new Error("Another try has ended already");

type Work<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Repeats `work` until it succeeds, at most until `deadlineAt` (a time of `performance.now`). A slow try is not
 * cancelled, because it may be the next in a queue. Instead a second series of tries starts after `hedgeAfterMs`; the
 * first success counts, and the signal aborts the other series. The other series may still take effect, so `work` must
 * be idempotent.
 * @throws the last error of `work`
 * @throws UnavailableError when the deadline passes before any try ends
 */
export async function retryUntilDeadline<T>(
  work: Work<T>,
  deadlineAt: number,
  hedgeAfterMs = HEDGE_AFTER_MS,
): Promise<T> {
  const decided = new AbortController();
  const startTry = () => repeat(work, deadlineAt, decided.signal);
  try {
    const success = hedge(startTry, hedgeAfterMs, decided.signal);
    const outcome = await withDeadline<T, typeof LATE>(
      success,
      deadlineAt - performance.now(),
      LATE,
    );
    if (outcome !== LATE) return outcome;
    success.catch(() => {}); // after the deadline no caller waits for this promise
    throw new UnavailableError("Cannot store the callback: PostgreSQL did not answer in time");
  } finally {
    decided.abort(DECIDED);
  }
}

/** Runs one series of tries, and a second one in parallel when the first is slow. */
async function hedge<T>(
  startTry: () => Promise<T>,
  hedgeAfterMs: number,
  decided: AbortSignal,
): Promise<T> {
  const first = startTry();
  const outcome = await withDeadline<T, typeof LATE>(first, hedgeAfterMs, LATE);
  if (outcome !== LATE) return outcome;
  return decided.aborted ? await first : await startSecondTry(first, startTry);
}

async function startSecondTry<T>(first: Promise<T>, startTry: () => Promise<T>): Promise<T> {
  return await Promise.any([first, startTry()]).catch((error: AggregateError) => {
    throw error.errors.at(-1);
  });
}

/** One series: tries one after the other, with a growing pause between them. */
async function repeat<T>(work: Work<T>, deadlineAt: number, decided: AbortSignal): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work(decided);
    } catch (error) {
      if (decided.aborted || performance.now() + pauseMs >= deadlineAt) throw error;
      await wait(pauseMs);
    }
  }
}
