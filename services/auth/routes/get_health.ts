import { createRoute, z } from "@hono/zod-openapi";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";

const healthSchema = z.object({ status: z.enum(["ok", "unavailable"]) }).openapi("Health");

/** `GET /api/health` and `GET /health`: terse and public; the reasons stand at `/readyz`, which no Ingress serves. */
export function getHealthRoute(app: App, deps: AuthDeps): void {
  for (const path of ["/api/health", "/health"] as const) {
    const route = createRoute({
      method: "get",
      path,
      summary: "Whether this deployment can serve",
      responses: { 200: json(healthSchema, "It can."), 503: json(healthSchema, "It cannot.") },
    });
    app.route({ access: "public", limit: "unlimited" }, route, async (c) => {
      const { ok } = await deps.health.report();
      return ok
        ? c.json({ status: "ok" as const }, 200, NO_STORE)
        : c.json({ status: "unavailable" as const }, 503, NO_STORE);
    });
  }
}
