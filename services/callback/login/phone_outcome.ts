import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import type { AttemptStore } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";

/** How an own-QR attempt has ended, as its phone shows it. `late`: no browser has redeemed it in time. */
export type PhoneOutcome = "signed_in" | "confirmed" | "denied" | "wrong_number" | "late";

/** An open sign-in page redeems within half a second; after the last read it is closed or hidden. */
const READS_AFTER_MS = [50, 100, 200, 400, 750];

/**
 * The outcome of an attempt that its phone has answered; undefined while it has not. `number`: the phone's answer, which
 * tells a wrong number from a refusal.
 */
export function phoneOutcomeOf(
  attempt: LoginAttempt,
  now: number,
  number?: string,
): PhoneOutcome | undefined {
  if (attempt.status === "consumed") return "signed_in";
  if (attempt.status === "confirmed") {
    return statusAt(attempt, now) === "confirmed" ? "confirmed" : "late";
  }
  if (attempt.status !== "denied") return undefined;
  return number === undefined || number === attempt.match?.number ? "denied" : "wrong_number";
}

/**
 * Waits up to 1.5 s until the computer is signed in, so that the phone promises nothing that no page will do.
 * @returns `signed_in`, or `confirmed` when no page has redeemed the attempt yet
 */
export async function waitForSignIn(
  { attempts, clock }: { readonly attempts: AttemptStore; readonly clock: Clock },
  sessionId: string,
): Promise<PhoneOutcome> {
  for (const ms of READS_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    const stored = await attempts.readBySession(sessionId);
    if (stored !== undefined && phoneOutcomeOf(stored.attempt, clock.now()) === "signed_in") {
      return "signed_in";
    }
  }
  return "confirmed";
}
