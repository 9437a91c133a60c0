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

/** The next record, or `undefined` when the attempt's status or age does not allow this step. */
export type Step = LoginAttempt | undefined;

const UNDECIDED: readonly RecordedStatus[] = ["pending", "scanned", "confirming"];

/** The fields of a new attempt. Ids and hashes are passed in, so this file stays pure. */
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

/** A new `pending` attempt; it expires after the lifetime of its flow. `now` in milliseconds. */
export function createAttempt(parts: NewAttempt, now: number): LoginAttempt {
  const { codeChallenge, ...rest } = parts;
  return {
    ...rest,
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    status: "pending",
    createdAt: now,
    expiresAt: now + ATTEMPT_LIFETIME_MS[parts.flow],
  };
}

/** `pending → scanned`: the request that writes this step owns the exchange of the code. */
export function claim(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, ["pending"], { status: "scanned" });
}

/** `scanned → confirming` (own QR): the desktop shows `match.number`, the phone asks for it. */
export function askForNumber(
  attempt: LoginAttempt,
  now: number,
  identity: Identity,
  match: NonNullable<LoginAttempt["match"]>,
): Step {
  if (attempt.flow !== "own") return undefined;
  return step(attempt, now, ["scanned"], { status: "confirming", identity, match });
}

/** `confirming → confirmed` when the number is the one on the desktop, else `→ denied`. */
export function chooseNumber(attempt: LoginAttempt, now: number, number: string): Step {
  const isRight = attempt.match?.number === number;
  return step(attempt, now, ["confirming"], isRight ? confirmed(now) : { status: "denied" });
}

/** `scanned → confirmed` (hosted, in-app): the redirect came back to the browser that created the attempt. */
export function confirm(attempt: LoginAttempt, now: number, identity: Identity): Step {
  if (attempt.flow === "own") return undefined;
  return step(attempt, now, ["scanned"], { ...confirmed(now), identity });
}

/** `→ denied` from any undecided status. */
export function deny(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, UNDECIDED, { status: "denied" });
}

/** `→ expired` from any undecided status: its browser shows another QR code instead. */
export function replace(attempt: LoginAttempt, now: number): Step {
  return step(attempt, now, UNDECIDED, { expiresAt: now });
}

/** `→ failed(reason)` from any undecided status. */
export function fail(attempt: LoginAttempt, now: number, reason: FailureReason): Step {
  return step(attempt, now, UNDECIDED, { status: "failed", reason });
}

/** `confirmed → consumed`: the attempt is redeemed. */
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
