import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { drawMatchNumbers } from "packages/login/match_numbers.ts";
import { askForNumber, claim, confirm, deny, fail, type Step } from "packages/login/transitions.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { randomSecret } from "packages/platform/random.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { identifyMember } from "services/callback/login/identify_member.ts";

/** How long a browser may wait for WeCom, all calls together. */
const WECOM_DEADLINE_MS = 8_000;

/** What a redirect from WeCom led to. `secret` is the phone form's, for own QR in `confirming`. */
export interface Exchanged {
  readonly attempt: LoginAttempt;
  readonly secret?: string;
}

/** Whether WeCom brought back a code: without consent it is absent or empty, or `authdeny`, its word for no. */
function isConsent(code: string | undefined): code is string {
  return code !== undefined && code !== "" && code !== "authdeny";
}

/**
 * Moves an attempt by what WeCom brought back: without consent to `denied`, else through the claim and the exchange to
 * `confirming` (own QR), `confirmed` or `failed`. `undefined` when the attempt cannot move: somebody was first.
 * `deps.log` is the request's: people are shown its id when it fails.
 */
export async function exchangeCode(
  deps: CallbackDeps,
  stored: StoredAttempt,
  code: string | undefined,
): Promise<Exchanged | undefined> {
  const now = deps.clock.now();
  if (!isConsent(code)) {
    // Once somebody has scanned, only that phone's form may refuse: the QR code shows `state` to everybody in sight.
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

/** For operators: the sentence says what to do; codes, tokens and people are not in it. */
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
