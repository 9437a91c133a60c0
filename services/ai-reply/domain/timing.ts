/** An AI bot's stream can be written to for six minutes; document path 100719. The rest is for the last write. */
export const STREAM_BUDGET_MS = 330_000;

/** Messages of 微信客服 that are older when an account is read for the first time are not answered. */
export const FIRST_SYNC_AGE_MS = 600_000;

const HOUR_MS = 3_600_000;

/** Whether so many hours passed between two moments; never from a moment that is not there. */
export function hoursPassed(from: Date | null, to: Date, hours: number): boolean {
  return from !== null && to.getTime() - from.getTime() >= hours * HOUR_MS;
}

/** How long to wait still until `windowMs` have passed since `first`; never longer than that. */
export function restOfWindow(first: Date, now: number, windowMs: number): number {
  return Math.min(windowMs, Math.max(0, first.getTime() + windowMs - now));
}
