import { createRoute, z } from "@hono/zod-openapi";
import { isDecided, type LoginAttempt, type Status, statusAt } from "packages/login/attempt.ts";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import { proofOf } from "packages/login/attempt_access.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { idSchema } from "packages/login/schemas.ts";
import { setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { forwardUrl } from "services/auth/domain/redirect_target.ts";
import { waitForAttempt } from "services/auth/waiting/wait_for_attempt.ts";
import { type CompleteOutcome, CompletePage } from "services/auth/pages/complete_page.tsx";
import { redirectSchema } from "services/auth/routes/schemas.ts";
import { shownSession } from "services/auth/routes/shown_session.ts";
import { restoreSession } from "services/auth/sessions/restore_session.ts";
import { redeemAttempt } from "services/auth/sessions/redeem_attempt.ts";

/** How long to wait for a decision: the first redirect of the same browser may still wait for WeCom. */
const WAIT_MS = 9_000;

const route = createRoute({
  method: "get",
  path: "/login/complete",
  summary: "Sign this browser in and redirect it",
  request: {
    query: z.object({
      attempt: idSchema,
      redirect: redirectSchema.optional().catch(undefined).openapi({
        type: "string",
        description: "Where to go instead of the attempt's redirect.",
      }),
    }),
  },
  responses: { 303: { description: "To the redirect." }, 200: PAGE, 403: PAGE },
});

/** `GET /login/complete`: redeems the attempt by its cookie, sets the session cookies, redirects. */
export function completeLoginRoute(app: App, deps: AuthDeps): void {
  const rules = {
    access: "public",
    page: true,
    limit: REFUSALS,
    countedByHandler: [{ limit: ATTEMPT_LIMITS.complete, per: "attempt" }],
    refuseHead: true,
  } as const;
  app.route(rules, route, async (c) => {
    const asked = c.req.valid("query");
    const stored = await waitForDecision(c, deps, asked.attempt);
    const status = stored && statusAt(stored.attempt, deps.clock.now());
    const redirect = asked.redirect ?? stored?.attempt.redirect ?? "/";
    const cookies = await redeem(c, deps, stored, status) ??
      // A second request of a browser that is signed in is redirected too, not refused.
      await restoreSession(deps, await shownSession(c.req.raw, deps));
    if (cookies === undefined) {
      return showOutcome(c, deps, outcomeOf(stored?.attempt, status), redirect);
    }
    // The binding cookie stays: other tabs of this browser may still read how the attempt ended.
    setCookies(c, cookies);
    c.header("cache-control", "no-store");
    return c.redirect(forwardUrl(redirect, deps.addresses), 303);
  });
}

/** The attempt of this browser, once it is decided or {@link WAIT_MS} have passed. */
async function waitForDecision(
  c: HttpContext,
  deps: AuthDeps,
  sessionId: string,
): Promise<StoredAttempt | undefined> {
  return await waitForAttempt(deps, {
    sessionId,
    address: limitedAddress(c.env.clientIp),
    proof: { cookie: proofOf(c.req.raw, sessionId, deps.cookies).cookie },
    until: deps.clock.now() + WAIT_MS,
    isDone: ({ attempt }) => isDecided(statusAt(attempt, deps.clock.now())),
    countWait: async (isBound) => {
      if (isBound) await deps.limiter.count(ATTEMPT_LIMITS.complete, sessionId);
    },
    signal: c.req.raw.signal,
  });
}

/** Set-Cookie values of the new session; `undefined` when the attempt cannot be redeemed. */
async function redeem(
  c: HttpContext,
  deps: AuthDeps,
  stored: StoredAttempt | undefined,
  status: Status | undefined,
): Promise<readonly string[] | undefined> {
  if (stored === undefined || (status !== "confirmed" && status !== "consumed")) return undefined;
  const redemption = await redeemAttempt({ ...deps, log: c.env.log }, stored);
  return "session" in redemption
    ? (await deps.tokens.issue(redemption.session)).cookies
    : undefined;
}

function outcomeOf(attempt: LoginAttempt | undefined, status?: Status): CompleteOutcome {
  if (status === "failed" && attempt?.reason !== undefined) return attempt.reason;
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
