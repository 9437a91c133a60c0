import { describeAttempt } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { qrDataUrl } from "services/auth/domain/qr_code.ts";

/** At once: a poll waits on the server until something changes, so a pause before the first one gains nothing. */
const POLL_AFTER_MS = 0;

/** An attempt as its own browser gets it when it begins to follow it. `now` in milliseconds. */
export function describeNewAttempt(stored: StoredAttempt, loginUrl: string, now: number) {
  const { state, sessionId, flow } = stored.attempt;
  return {
    state,
    sessionId,
    flow,
    loginUrl,
    ...(flow === "own" ? { qr: qrDataUrl(loginUrl) } : {}),
    pollAfterMs: POLL_AFTER_MS,
    ...describeAttempt(stored, now),
  };
}

/** See {@link describeNewAttempt}. */
export type DescribedAttempt = ReturnType<typeof describeNewAttempt>;
