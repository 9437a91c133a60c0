import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { drawMatchNumbers } from "packages/login/match_numbers.ts";
import { askForNumber, claim, confirm, deny, fail, type Step } from "packages/login/transitions.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { randomSecret } from "packages/platform/random.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { identifyMember } from "services/callback/login/identify_member.ts";

/** The limit for all calls to WeCom of one login together: a browser waits for them. */
const WECOM_DEADLINE_MS = 8_000;

/** The attempt after the exchange. `secret` belongs to the phone's form; set for own QR in `confirming`. */
export interface Exchanged {
  readonly attempt: LoginAttempt;
  readonly secret?: string;
}

/** Whether WeCom returned a code. Without consent the code is absent, empty, or `authdeny`. */
function isConsent(code: string | undefined): code is string {
  return code !== undefined && code !== "" && code !== "authdeny";
}

/**
 * Moves an attempt according to the redirect from WeCom: without consent to `denied`, else it claims the attempt,
 * exchanges the code and moves on to `confirming` (own QR), `confirmed` or `failed`.
 * @param deps.log the request's log, because pages about a failure show the request id
 * @returns undefined when the attempt cannot move, because another request moved it first
 */
export async function exchangeCode(
  deps: CallbackDeps,
  stored: StoredAttempt,
  code: string | undefined,
): Promise<Exchanged | undefined> {
  const now = deps.clock.now();
  if (!isConsent(code)) {
    // After a scan only that phone's form may refuse: any person who sees the QR code can read `state` from it.
    if (statusAt(stored.attempt, now) !== "pending") return undefined;
    return await advance(deps, stored, deny(stored.attempt, now));
  }
  const claimed = claim(stored.attempt, now);
  const scanned = claimed && await deps.attempts.advance(stored, claimed);
  return scanned && await exchangeClaimed(deps, scanned, code);
}

async function exchangeClaimed(
  deps: CallbackDeps,
  scanned: StoredAttempt,
  code: string,
): Promise<Exchanged | undefined> {
  const { attempt } = scanned;
  const entry = deps.apps.get(attempt.app);
  const identified = entry === undefined
    ? { reason: "app_misconfigured" as const }
    : await identifyMember(
      entry.client,
      entry.app.corpId,
      code,
      AbortSignal.timeout(WECOM_DEADLINE_MS),
    );
  const now = deps.clock.now();
  if ("reason" in identified) {
    logFailure(deps, attempt, identified);
    return await advance(deps, scanned, fail(attempt, now, identified.reason));
  }
  if (attempt.flow !== "own") {
    return await advance(deps, scanned, confirm(attempt, now, identified.identity));
  }
  const secret = randomSecret(deps.randomBytes);
  const match = { ...drawMatchNumbers(deps.randomBytes), secretHash: sha256Hex(secret) };
  const asked = await advance(
    deps,
    scanned,
    askForNumber(attempt, now, identified.identity, match),
  );
  return asked && { ...asked, secret };
}

async function advance(
  deps: CallbackDeps,
  from: StoredAttempt,
  next: Step,
): Promise<Exchanged | undefined> {
  return next && await deps.attempts.advance(from, next);
}

/** Logs a failure for operators, with advice, but without codes, tokens and names. */
function logFailure(
  deps: CallbackDeps,
  attempt: LoginAttempt,
  { reason, cause }: {
    reason: string;
    cause?: { call: string; operator: { zh: string; en: string } };
  },
): void {
  deps.log.warn("login_attempt_failed", {
    flow: attempt.flow,
    app: attempt.app,
    reason,
    ...(cause === undefined ? {} : {
      call: cause.call,
      ...(cause instanceof WecomError ? { errcode: cause.errcode } : {}),
      advice: cause.operator.en,
      advice_zh: cause.operator.zh,
    }),
  });
}
