import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { Person } from "packages/platform/http/access.ts";
import type { App } from "packages/platform/http/app.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { json } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";

const memberSchema = z.object({
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
}).openapi("Member");

const route = createRoute({
  method: "get",
  path: "/api/auth/me",
  summary: "Who is signed in",
  description: "401 as soon as the session has ended, also while its access token is still valid.",
  responses: { 200: json(memberSchema, "The member or account.") },
});

/** `GET /api/auth/me` */
export function getMeRoute(app: App, { sessions }: Pick<AuthDeps, "sessions">): void {
  app.route({ access: "staff" }, route, async (c) => {
    // Without a scope the route admits no machine.
    const { subject, name, roles, sessionId } = c.get("principal") as Person;
    if (!await sessions.isOpen(sessionId)) throw httpError("access_token_invalid");
    return c.json({ subject, name, roles: [...roles] }, 200, NO_STORE);
  });
}
