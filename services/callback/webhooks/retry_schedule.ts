const SECOND_MS = 1_000;
/** The longest pause: a receiver that was away for hours gets the first event so long after its return. */
const PAUSE_MAX_MS = 600 * SECOND_MS;
/** A receiver may ask for a longer pause (`Retry-After`), up to this. */
const ASKED_MAX_MS = 3_600 * SECOND_MS;
/** An event that could not be delivered for so long is given up. */
export const GIVE_UP_AFTER_MS = 24 * 3_600 * SECOND_MS;

/**
 * The pause after a failed attempt, in milliseconds; undefined: give up. An event waits about as long again as it has been
 * tried for, at least a second and at most ten minutes.
 * @param random from 0 to 1: events that failed together do not come back together
 * @param askedMs the pause that the receiver asked for
 */
export function retryAfterMs(
  { triedForMs, random, askedMs = 0 }: {
    readonly triedForMs: number;
    readonly random: number;
    readonly askedMs?: number | undefined;
  },
): number | undefined {
  if (triedForMs >= GIVE_UP_AFTER_MS) return undefined;
  const pauseMs = Math.min(Math.max(triedForMs, SECOND_MS), PAUSE_MAX_MS);
  return Math.round(Math.max(pauseMs * (0.8 + 0.4 * random), Math.min(askedMs, ASKED_MAX_MS)));
}
