import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";

const route = createRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  summary: "Public keys of access tokens (RFC 7517)",
  responses: {
    200: json(z.object({ keys: z.array(z.record(z.string(), z.unknown())) }), "A JWK set."),
  },
});

/** `GET /.well-known/jwks.json` */
export function getJwksRoute(app: App, deps: AuthDeps): void {
  const keys = deps.keys.publicKeys.map((key) => ({ ...key }));
  app.route(
    { access: "public", limit: "unlimited" },
    route,
    (c) => c.json({ keys }, 200, { "cache-control": "public, max-age=300" }),
  );
}
