import { createRoute } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { REFERENCE_PATH } from "packages/ui/reference/reference_paths.ts";
import { ReferenceIndex } from "packages/ui/reference/reference_index.tsx";
import type { AuthDeps } from "services/auth/deps.ts";

const route = createRoute({
  method: "get",
  path: REFERENCE_PATH,
  summary: "The services and their references",
  responses: { 200: PAGE },
});

/** `GET /docs` */
export function showReferenceIndexRoute(app: App, { renderPage }: AuthDeps): void {
  app.route(
    { access: "public", page: true },
    route,
    (c) => renderPage(c, <ReferenceIndex />),
  );
}
