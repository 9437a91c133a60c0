import type { LoginAttempt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { consume } from "packages/login/transitions.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import type { OpenSession } from "services/auth/domain/session.ts";

/** The session of a redeemed attempt, or why the attempt cannot be redeemed. */
export type Redemption =
  | { readonly session: OpenSession }
  | { readonly refusal: "login_not_confirmed" | "login_already_redeemed" };

/**
 * Turns a confirmed attempt into a session, once: the row of the session is unique for its attempt. The row is written
 * before the attempt becomes `consumed`, and committed after. While PostgreSQL is down, the attempt stays confirmed and
 * can be redeemed later. When the commit fails, or the process dies before it, the attempt is consumed without a row
 * and can still be redeemed.
 */
export async function redeemAttempt(
  deps: Pick<AuthDeps, "attempts" | "sessions" | "clock" | "log">,
  stored: StoredAttempt,
): Promise<Redemption> {
  const { attempt } = stored;
  const now = deps.clock.now();
  if (attempt.identity === undefined || !isRedeemable(attempt, now)) {
    const isRedeemed = attempt.status === "consumed";
    return { refusal: isRedeemed ? "login_already_redeemed" : "login_not_confirmed" };
  }
  const session = await deps.sessions.openForMember(
    attempt.identity,
    attempt,
    () => consumeAttempt(deps.attempts, stored, now),
  );
  if (session === undefined) return { refusal: "login_already_redeemed" };
  deps.log.info("login_attempt_completed", {
    flow: attempt.flow,
    app: attempt.app,
    duration_ms: deps.clock.now() - attempt.createdAt,
  });
  return { session };
}

/** `consumed` counts: without a row, an earlier redemption was lost before its commit. */
function isRedeemable({ status, expiresAt }: LoginAttempt, now: number): boolean {
  return (status === "confirmed" || status === "consumed") && now < expiresAt;
}

/** False when another request has changed the attempt first. */
async function consumeAttempt(
  attempts: AuthDeps["attempts"],
  stored: StoredAttempt,
  now: number,
): Promise<boolean> {
  const consumed = consume(stored.attempt, now);
  return consumed === undefined || await attempts.advance(stored, consumed) !== undefined;
}
