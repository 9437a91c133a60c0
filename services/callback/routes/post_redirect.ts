import { createRoute, z } from "@hono/zod-openapi";
import { statusAt } from "packages/login/attempt.ts";
import { describeAttempt, proofOf, requireBound } from "packages/login/attempt_access.ts";
import { ATTEMPT_LIMITS, REFUSED_REDIRECTS } from "packages/login/attempt_limits.ts";
import { loginError } from "packages/login/errors.ts";
import { attemptStatusSchema, idSchema } from "packages/login/schemas.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { exchangeRedirect } from "services/callback/routes/exchange_redirect.ts";

const route = createRoute({
  method: "post",
  path: "/api/auth/wecom/callback",
  summary: "Submit code and state of a redirect that a single-page app received",
  request: {
    body: jsonBody(z.object({
      code: z.string().min(1).max(512),
      state: idSchema,
      sessionId: idSchema,
    })),
  },
  responses: { 200: json(attemptStatusSchema, "The attempt's current status."), ...refusals(404) },
});

/** `POST /api/auth/wecom/callback` */
export function postRedirectRoute(app: App, deps: CallbackDeps): void {
  app.route(
    {
      access: "public",
      limit: REFUSED_REDIRECTS,
      countedByHandler: [{ limit: ATTEMPT_LIMITS.redirect, per: "attempt" }],
    },
    route,
    async (c) => {
      const { code, state, sessionId } = c.req.valid("json");
      const proof = proofOf(c.req.raw, sessionId, deps.cookies);
      const stored = requireBound(await deps.attempts.readBySession(sessionId), proof, state);
      await deps.limiter.count(ATTEMPT_LIMITS.redirect, sessionId);
      // With own QR only the phone may answer, because its owner must see which login they confirm.
      if (stored.attempt.flow === "own") throw loginError("login_attempt_not_found");
      const isOpen = statusAt(stored.attempt, deps.clock.now()) === "pending";
      if (isOpen) await exchangeRedirect(c, deps, stored, code);
      const now = isOpen ? await deps.attempts.readBySession(sessionId) : stored;
      return c.json(
        describeAttempt(requireBound(now, proof, state), deps.clock.now()),
        200,
        NO_STORE,
      );
    },
  );
}
