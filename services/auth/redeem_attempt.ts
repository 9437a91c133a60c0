import { statusAt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { loginError } from "packages/login/errors.ts";
import { consume } from "packages/login/transitions.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import type { OpenSession } from "services/auth/stores/session_store.ts";

/**
 * Turns a confirmed attempt into a session, once. The session's row is written before the attempt is consumed and
 * commits after: when Postgres is away, the attempt stays confirmed and can be redeemed a moment later.
 * @throws AppError `login_not_confirmed`, `login_already_redeemed`
 */
export async function redeemAttempt(
  deps: Pick<AuthDeps, "attempts" | "sessions" | "clock" | "log">,
  stored: StoredAttempt,
): Promise<OpenSession> {
  const { attempt } = stored;
  const status = statusAt(attempt, deps.clock.now());
  if (status === "consumed") throw loginError("login_already_redeemed");
  const consumed = consume(attempt, deps.clock.now());
  if (consumed === undefined || attempt.identity === undefined) {
    throw loginError("login_not_confirmed");
  }
  const session = await deps.sessions.openForMember(
    attempt.identity,
    attempt.sessionId,
    async () => await deps.attempts.advance(stored, consumed) !== undefined,
  );
  if (session === undefined) throw loginError("login_already_redeemed");
  deps.log.info("login_attempt_completed", {
    flow: attempt.flow,
    app: attempt.app,
    duration_ms: deps.clock.now() - attempt.createdAt,
  });
  return session;
}
