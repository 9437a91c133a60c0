import { createRoute, z } from "@hono/zod-openapi";
import { proofOf, requireBound } from "packages/login/attempt_access.ts";
import { ATTEMPT_LIMITS, REFUSED_TOKENS } from "packages/login/attempt_limits.ts";
import { isBound } from "packages/login/binding.ts";
import { loginError } from "packages/login/errors.ts";
import { idSchema } from "packages/login/schemas.ts";
import { NO_STORE, setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { redeemAttempt } from "services/auth/sessions/redeem_attempt.ts";
import { tokensSchema } from "services/auth/routes/schemas.ts";

const route = createRoute({
  method: "post",
  path: "/api/auth/token",
  summary: "Redeem a confirmed login attempt, once",
  request: {
    body: jsonBody(z.object({ sessionId: idSchema })),
  },
  responses: {
    200: json(tokensSchema, "Tokens; the session cookies come with them."),
    ...refusals(404, 409),
  },
});

/** `POST /api/auth/token` */
export function redeemLoginAttemptRoute(app: App, deps: AuthDeps): void {
  app.route(
    {
      access: "public",
      limit: REFUSED_TOKENS,
      countedByHandler: [{ limit: ATTEMPT_LIMITS.token, per: "attempt" }],
    },
    route,
    async (c) => {
      const { sessionId } = c.req.valid("json");
      const proof = proofOf(c.req.raw, sessionId, deps.cookies);
      const stored = requireBound(await deps.attempts.readBySession(sessionId), proof);
      await deps.limiter.count(ATTEMPT_LIMITS.token, sessionId);
      const redemption = await redeemAttempt({ ...deps, log: c.env.log }, stored);
      if ("refusal" in redemption) throw loginError(redemption.refusal);
      const { session } = redemption;
      const { cookies, body } = await deps.tokens.issue(session);
      setCookies(c, cookies);
      // A browser that is bound by its cookie gets the refresh token as a cookie only, which scripts cannot read.
      const hasVerifier = isBound(stored.attempt, { verifier: proof.verifier });
      const answer = hasVerifier ? { ...body, refresh_token: session.refreshToken } : body;
      return c.json(answer, 200, NO_STORE);
    },
  );
}
