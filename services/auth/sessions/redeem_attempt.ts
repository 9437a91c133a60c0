import type { LoginAttempt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { loginError } from "packages/login/errors.ts";
import { consume } from "packages/login/transitions.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import type { OpenSession } from "services/auth/sessions/session_store.ts";

/**
 * Turns a confirmed attempt into a session, once: an attempt has at most one row. The row is written before the attempt
 * is consumed and commits after. When Postgres is away, the attempt stays confirmed and can be redeemed a moment later;
 * when the commit fails, or the process dies before it, the attempt is consumed without a row and can be redeemed still.
 * @throws AppError `login_not_confirmed`, `login_already_redeemed`
 */
export async function redeemAttempt(
  deps: Pick<AuthDeps, "attempts" | "sessions" | "clock" | "log">,
  stored: StoredAttempt,
): Promise<OpenSession> {
  const { attempt } = stored;
  const now = deps.clock.now();
  if (attempt.identity === undefined || !isRedeemable(attempt, now)) {
    const isRedeemed = attempt.status === "consumed";
    throw loginError(isRedeemed ? "login_already_redeemed" : "login_not_confirmed");
  }
  const session = await deps.sessions.openForMember(
    attempt.identity,
    attempt,
    () => consumeAttempt(deps.attempts, stored, now),
  );
  if (session === undefined) throw loginError("login_already_redeemed");
  deps.log.info("login_attempt_completed", {
    flow: attempt.flow,
    app: attempt.app,
    duration_ms: deps.clock.now() - attempt.createdAt,
  });
  return session;
}

function isRedeemable({ status, expiresAt }: LoginAttempt, now: number): boolean {
  return (status === "confirmed" || status === "consumed") && now < expiresAt;
}

/** False when somebody else was first. */
async function consumeAttempt(
  attempts: AuthDeps["attempts"],
  stored: StoredAttempt,
  now: number,
): Promise<boolean> {
  const consumed = consume(stored.attempt, now);
  return consumed === undefined || await attempts.advance(stored, consumed) !== undefined;
}
