import { createRoute } from "@hono/zod-openapi";
import { describeAttempt, proofOf, requireBound } from "packages/login/attempt_access.ts";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import { attemptQuerySchema, attemptStatusSchema } from "packages/login/schemas.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { json, refusals } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";

const route = createRoute({
  method: "get",
  path: "/api/auth/wecom/status",
  summary: "Read the status of a login attempt",
  request: { query: attemptQuerySchema },
  responses: { 200: json(attemptStatusSchema, "The status of the attempt."), ...refusals(404) },
});

/** `GET /api/auth/wecom/status` */
export function getLoginStatusRoute(app: App, deps: AuthDeps): void {
  app.route(
    {
      access: "public",
      limit: REFUSALS,
      countedByHandler: [{ limit: ATTEMPT_LIMITS.status, per: "attempt" }],
    },
    route,
    async (c) => {
      const { state, sessionId } = c.req.valid("query");
      const proof = proofOf(c.req.raw, sessionId, deps.cookies);
      const stored = requireBound(await deps.attempts.readBySession(sessionId), proof, state);
      await deps.limiter.count(ATTEMPT_LIMITS.status, sessionId);
      return c.json(describeAttempt(stored, deps.clock.now()), 200, NO_STORE);
    },
  );
}
