import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName, type BindingProof, isBound } from "packages/login/binding.ts";
import { loginError } from "packages/login/errors.ts";
import { bearerToken } from "packages/platform/http/bearer.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";

/** What the request shows to prove that it belongs to an attempt. */
export function proofOf(request: Request, sessionId: string, cookies: Cookies): BindingProof {
  return {
    cookie: cookies.read(request, bindingCookieName(sessionId)),
    verifier: bearerToken(request),
  };
}

/**
 * The attempt, if the proof is its own (and the state too, where one is asked for). Unknown, long gone and foreign
 * attempts are one and the same refusal.
 * @throws AppError `login_attempt_not_found`
 */
export function requireBound(
  stored: StoredAttempt | undefined,
  proof: BindingProof,
  state?: string,
): StoredAttempt {
  const own = stored !== undefined && isBound(stored.attempt, proof) &&
    (state === undefined || state === stored.attempt.state);
  if (!own) throw loginError("login_attempt_not_found");
  return stored;
}

/** How an attempt stands, as its browser may know it. */
export function describeAttempt({ attempt, version }: StoredAttempt, now: number) {
  const status = statusAt(attempt, now);
  return {
    status,
    version,
    expiresAt: new Date(attempt.expiresAt).toISOString(),
    ...matchNumber(attempt, status),
    ...(status === "failed" && attempt.reason !== undefined ? { reason: attempt.reason } : {}),
  };
}

function matchNumber(attempt: LoginAttempt, status: string): { matchNumber?: string } {
  return status === "confirming" && attempt.match !== undefined
    ? { matchNumber: attempt.match.number }
    : {};
}
