import { createRoute, z } from "@hono/zod-openapi";
import { isDecided, type LoginAttempt, statusAt } from "packages/login/attempt.ts";
import { proofOf } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { idSchema } from "packages/login/schemas.ts";
import { AppError } from "packages/platform/errors.ts";
import { setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { forwardUrl } from "services/auth/domain/redirect_target.ts";
import { waitForAttempt } from "services/auth/waiting/wait_for_attempt.ts";
import { type CompleteOutcome, CompletePage } from "services/auth/pages/complete_page.tsx";
import { restoreSession } from "services/auth/sessions/restore_session.ts";
import { redeemAttempt } from "services/auth/sessions/redeem_attempt.ts";

/** A second redirect of the same browser may arrive while the first still asks WeCom. */
const WAIT_MS = 9_000;

const route = createRoute({
  method: "get",
  path: "/login/complete",
  summary: "Sign this browser in and send it on",
  request: { query: z.object({ attempt: idSchema }) },
  responses: { 303: { description: "To the attempt's redirect." }, 200: PAGE, 403: PAGE },
});

/** `GET /login/complete`: redeems the attempt by cookie, starts the session, redirects to the target. */
export function completeLoginRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public", page: true, refuseHead: true }, route, async (c) => {
    const stored = await readOwn(c, deps, c.req.valid("query").attempt);
    if (stored === undefined) {
      if (await restoreSession(c, deps)) return c.redirect(forwardUrl("/", deps.addresses), 303);
      return showOutcome(c, deps, "not_found", "/");
    }
    const { attempt } = stored;
    const status = statusAt(attempt, deps.clock.now());
    const isRedeemable = status === "confirmed" || status === "consumed";
    if (isRedeemable && await redeem(c, deps, stored)) return sendOn(c, deps, attempt);
    // A second request that has a valid session is redirected, not refused.
    if (await restoreSession(c, deps)) return sendOn(c, deps, attempt);
    return showOutcome(c, deps, outcomeOf(attempt, status), attempt.redirect);
  });
}

async function readOwn(
  c: HttpContext,
  deps: AuthDeps,
  sessionId: string,
): Promise<StoredAttempt | undefined> {
  try {
    return await waitForAttempt(deps, {
      sessionId,
      proof: { cookie: proofOf(c.req.raw, sessionId, deps.cookies).cookie },
      until: deps.clock.now() + WAIT_MS,
      isDone: ({ attempt }) => isDecided(statusAt(attempt, deps.clock.now())),
      signal: c.req.raw.signal,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "login_attempt_not_found") return undefined;
    throw error;
  }
}

/** Returns false when another request of this browser was first. */
async function redeem(c: HttpContext, deps: AuthDeps, stored: StoredAttempt): Promise<boolean> {
  try {
    const { cookies } = await deps.grants.grant(
      await redeemAttempt({ ...deps, log: c.get("log") }, stored),
    );
    setCookies(c, cookies);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "login_already_redeemed") return false;
    throw error;
  }
}

/** The binding cookie stays: other tabs of this browser may still read the attempt's status. */
function sendOn(c: HttpContext, deps: AuthDeps, attempt: LoginAttempt): Response {
  c.header("cache-control", "no-store");
  return c.redirect(forwardUrl(attempt.redirect, deps.addresses), 303);
}

function outcomeOf(attempt: LoginAttempt, status: string): CompleteOutcome {
  if (status === "failed" && attempt.reason !== undefined) return attempt.reason;
  if (status === "denied" || status === "expired") return status;
  return "not_found";
}

function showOutcome(
  c: HttpContext,
  deps: AuthDeps,
  outcome: CompleteOutcome,
  redirect: string,
): Response {
  return deps.renderPage(c, <CompletePage outcome={outcome} redirect={redirect} />, {
    status: outcome === "not_found" ? 403 : 200,
  });
}
