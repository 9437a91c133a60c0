import { createRoute } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { ConsoleHomePage } from "services/auth/pages/console_home_page.tsx";

const route = createRoute({
  method: "get",
  path: "/console",
  summary: "The console's start page",
  responses: {
    200: PAGE,
    303: { description: "To the sign-in page, and back." },
    403: { description: "A page that explains which role is required." },
  },
});

/** `GET /console`: for operators. Each part is served by the service that owns its data. */
export function showConsoleRoute(app: App, { renderPage }: AuthDeps): void {
  app.route(
    { access: "operator", page: true },
    route,
    (c) => renderPage(c, <ConsoleHomePage />, { referrerPolicy: "strict-origin" }),
  );
}
