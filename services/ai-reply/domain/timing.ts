/**
 * How long the answer of an AI bot may take: 5.5 of the six minutes for which WeCom reads its stream (WeCom document path
 * 100719). The last half minute is for the last write.
 */
export const STREAM_BUDGET_MS = 330_000;

/** Older messages are not answered when an account of 微信客服 is read for the first time. */
export const FIRST_SYNC_AGE_MS = 600_000;

const HOUR_MS = 3_600_000;

/** Whether at least `hours` passed from `from` to `to`; false if `from` is null. */
export function hoursPassed(from: Date | null, to: Date, hours: number): boolean {
  return from !== null && to.getTime() - from.getTime() >= hours * HOUR_MS;
}

/** Milliseconds until `windowMs` have passed since `first`: from 0 to `windowMs`. */
export function restOfWindow(first: Date, now: number, windowMs: number): number {
  return Math.min(windowMs, Math.max(0, first.getTime() + windowMs - now));
}
