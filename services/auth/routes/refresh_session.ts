import { createRoute, z } from "@hono/zod-openapi";
import { loginError } from "packages/login/errors.ts";
import { NO_STORE, setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { tokensSchema } from "services/auth/routes/schemas.ts";
import { REFRESH_COOKIE } from "services/auth/sessions/issue_tokens.ts";

const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be a refresh token");

const route = createRoute({
  method: "post",
  path: "/api/auth/refresh",
  summary: "Exchange a refresh token for its successor",
  description:
    "Takes the token from the cookie, or from the body for clients that keep tokens themselves.",
  request: {
    body: jsonBody(z.object({ refresh_token: tokenSchema.optional() })),
  },
  responses: { 200: json(tokensSchema, "New tokens and cookies."), ...refusals(401) },
});

/** `POST /api/auth/refresh` */
export function refreshSessionRoute(app: App, deps: AuthDeps): void {
  // A successor exists only for the caller that has the token, so only wrong ones need a limit.
  app.route({ access: "public", limit: REFUSALS }, route, async (c) => {
    const given = c.req.valid("json").refresh_token;
    const token = given ?? deps.cookies.read(c.req.raw, REFRESH_COOKIE);
    const session = token === undefined ? undefined : await deps.sessions.refresh(token);
    if (session === undefined) throw loginError("session_refresh_invalid");
    const { cookies, body } = await deps.tokens.issue(session);
    setCookies(c, cookies);
    const answer = given === undefined ? body : { ...body, refresh_token: session.refreshToken };
    return c.json(answer, 200, NO_STORE);
  });
}
