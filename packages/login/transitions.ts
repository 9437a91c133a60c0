import {
  ATTEMPT_LIFETIME_MS,
  CONFIRMED_LIFETIME_MS,
  type FailureReason,
  type Flow,
  type Identity,
  type LoginAttempt,
  type RecordedStatus,
  statusAt,
} from "packages/login/attempt.ts";

/** The next record, or `undefined` when the attempt does not allow this step (any more). */
export type Step = LoginAttempt | undefined;

const UNDECIDED: readonly RecordedStatus[] = ["pending", "scanned", "confirming"];

/** What a new attempt is made of. Ids and hashes come from outside, so this file stays pure. */
export interface NewAttempt {
  readonly sessionId: string;
  readonly state: string;
  readonly flow: Flow;
  readonly app: string;
  readonly redirect: string;
  readonly bindingHash: string;
  readonly codeChallenge?: string | undefined;
  readonly requester: LoginAttempt["requester"];
}

/** A fresh `pending` attempt that lives as long as its flow allows. */
export function startAttempt(parts: NewAttempt, now: number): LoginAttempt {
  const { codeChallenge, ...rest } = parts;
  return {
    ...rest,
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    status: "pending",
    createdAt: now,
    expiresAt: now + ATTEMPT_LIFETIME_MS[parts.flow],
  };
}

/** `pending → scanned`: whoever writes this owns the exchange of the code. */
export function claim(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, ["pending"], { status: "scanned" });
}

/** `scanned → confirming` (own QR): the phone is asked, the desktop shows `match.number`. */
export function askForNumber(
  attempt: LoginAttempt,
  now: number,
  identity: Identity,
  match: NonNullable<LoginAttempt["match"]>,
): Step {
  if (attempt.flow !== "own") return undefined;
  return step(attempt, now, ["scanned"], { status: "confirming", identity, match });
}

/** `confirming → confirmed` when the number is the desktop's, else `→ denied`. */
export function chooseNumber(attempt: LoginAttempt, now: number, number: string): Step {
  const isRight = attempt.match?.number === number;
  return step(attempt, now, ["confirming"], isRight ? confirmed(now) : { status: "denied" });
}

/** `scanned → confirmed` where the redirect came back to the browser that started. */
export function confirm(attempt: LoginAttempt, now: number, identity: Identity): Step {
  if (attempt.flow === "own") return undefined;
  return step(attempt, now, ["scanned"], { ...confirmed(now), identity });
}

/** `→ denied` from anything undecided. */
export function deny(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, UNDECIDED, { status: "denied" });
}

/** `→ failed(reason)` from anything undecided. */
export function fail(attempt: LoginAttempt, now: number, reason: FailureReason): Step {
  return step(attempt, now, UNDECIDED, { status: "failed", reason });
}

/** `confirmed → consumed`: the one redemption. */
export function consume(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, ["confirmed"], { status: "consumed" });
}

function confirmed(now: number): Partial<LoginAttempt> {
  return { status: "confirmed", expiresAt: now + CONFIRMED_LIFETIME_MS };
}

function step(
  attempt: LoginAttempt,
  now: number,
  from: readonly RecordedStatus[],
  change: Partial<LoginAttempt>,
): Step {
  const status = statusAt(attempt, now);
  return (from as readonly string[]).includes(status) ? { ...attempt, ...change } : undefined;
}
