import { createRoute, z } from "@hono/zod-openapi";
import { proofOf, requireBound } from "packages/login/attempt_access.ts";
import { idSchema } from "packages/login/schemas.ts";
import { NO_STORE, setCookies } from "packages/platform/http/response.ts";
import { isBound } from "packages/login/binding.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, REFUSAL } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { redeemAttempt } from "services/auth/sessions/redeem_attempt.ts";
import { grantSchema } from "services/auth/routes/schemas.ts";

const route = createRoute({
  method: "post",
  path: "/api/auth/token",
  summary: "Redeem a confirmed login attempt, once",
  request: {
    body: {
      required: true,
      content: { "application/json": { schema: z.object({ sessionId: idSchema }) } },
    },
  },
  responses: {
    200: json(grantSchema, "Tokens; the session cookies come with them."),
    404: REFUSAL,
    409: REFUSAL,
  },
});

/** `POST /api/auth/token` */
export function redeemLoginAttemptRoute(app: App, deps: AuthDeps): void {
  const limit = { name: "token", max: 20, windowMs: 60_000 };
  app.route({ access: "public", limit }, route, async (c) => {
    const { sessionId } = c.req.valid("json");
    const proof = proofOf(c.req.raw, sessionId, deps.cookies);
    const stored = requireBound(await deps.attempts.readBySession(sessionId), proof);
    const session = await redeemAttempt({ ...deps, log: c.get("log") }, stored);
    const { cookies, body } = await deps.grants.grant(session);
    setCookies(c, cookies);
    // A browser that is bound by its cookie alone keeps the refresh token out of its scripts' reach.
    const hasVerifier = isBound(stored.attempt, { verifier: proof.verifier });
    const answer = hasVerifier ? { ...body, refresh_token: session.refreshToken } : body;
    return c.json(answer, 200, NO_STORE);
  });
}
