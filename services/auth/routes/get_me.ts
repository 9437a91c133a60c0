import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";

const memberSchema = z.object({
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
}).openapi("Member");

const route = createRoute({
  method: "get",
  path: "/api/auth/me",
  summary: "Who is signed in",
  responses: { 200: json(memberSchema, "The member or account.") },
});

/** `GET /api/auth/me` */
export function getMeRoute(app: App): void {
  app.route({ access: "staff" }, route, (c) => {
    const { subject, name, roles } = c.get("principal");
    return c.json({ subject, name, roles: [...roles] }, 200, NO_STORE);
  });
}
