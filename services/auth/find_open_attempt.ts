import { type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import { findBound } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName } from "packages/login/binding.ts";
import { idSchema } from "packages/login/schemas.ts";
import { BINDINGS_MAX } from "services/auth/create_login_attempt.ts";
import type { AuthDeps } from "services/auth/deps.ts";

/** A QR code that no phone has scanned is shown again only when there is enough time left to scan it. */
const SCAN_TIME_MS = 20_000;

type Deps = Pick<AuthDeps, "attempts" | "cookies" | "clock">;

/**
 * The own-QR attempt of this browser that a sign-in page can continue: the newest one for this app, when it has not ended.
 * A phone may be busy with it while the page is reloaded, closed and opened again, or opened a second time.
 */
export async function findOpenAttempt(
  { attempts, cookies, clock }: Deps,
  request: Request,
  app: string,
): Promise<StoredAttempt | undefined> {
  const prefix = bindingCookieName("");
  const bindings = cookies.list(request, prefix)
    .map(([name, cookie]) => ({ sessionId: name.slice(prefix.length), cookie }))
    .filter(({ sessionId }) => idSchema.safeParse(sessionId).success)
    .slice(-BINDINGS_MAX);
  const read = await Promise.all(
    bindings.map(async ({ sessionId, cookie }) =>
      findBound(await attempts.readBySession(sessionId), { cookie })
    ),
  );
  const newest = read.filter((stored) => stored !== undefined)
    .filter(({ attempt }) => attempt.flow === "own" && attempt.app === app)
    .sort((left, right) => right.attempt.createdAt - left.attempt.createdAt)[0];
  return newest !== undefined && isOpen(newest.attempt, clock.now()) ? newest : undefined;
}

function isOpen(attempt: LoginAttempt, now: number): boolean {
  const status = statusAt(attempt, now);
  if (status === "pending") return attempt.expiresAt - now >= SCAN_TIME_MS;
  return status === "scanned" || status === "confirming" || status === "confirmed";
}
