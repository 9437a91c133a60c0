import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName, type BindingProof, isBound } from "packages/login/binding.ts";
import { loginError } from "packages/login/errors.ts";
import { bearerToken } from "packages/platform/http/bearer.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";

/** The proof of binding that a request carries: the attempt's cookie and the Bearer token. */
export function proofOf(request: Request, sessionId: string, cookies: Cookies): BindingProof {
  return {
    cookie: cookies.read(request, bindingCookieName(sessionId)),
    verifier: bearerToken(request),
  };
}

/**
 * The attempt, if the proof matches it, and the state too where one is given. `undefined` does not reveal whether the
 * attempt is unknown, expired or another browser's.
 */
export function findBound(
  stored: StoredAttempt | undefined,
  proof: BindingProof,
  state?: string,
): StoredAttempt | undefined {
  if (stored === undefined || !isBound(stored.attempt, proof)) return undefined;
  return state === undefined || state === stored.attempt.state ? stored : undefined;
}

/**
 * The same as {@link findBound}, for callers that refuse the request.
 * @throws AppError `login_attempt_not_found` when there is no such attempt
 */
export function requireBound(
  stored: StoredAttempt | undefined,
  proof: BindingProof,
  state?: string,
): StoredAttempt {
  const bound = findBound(stored, proof, state);
  if (bound === undefined) throw loginError("login_attempt_not_found");
  return bound;
}

/** The status of an attempt with the fields that its browser may see: neither the identity nor the choices. */
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
