import { createRoute } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { consoleFrame } from "packages/ui/console/console_frame.ts";
import { renderPage } from "packages/ui/render_page.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { ConsoleHomePage } from "services/auth/pages/console_home_page.tsx";

const route = createRoute({
  method: "get",
  path: "/console",
  summary: "The console's start page",
  responses: {
    200: PAGE,
    303: { description: "To the sign-in page, and back." },
    403: { description: "A page that says which role is required." },
  },
});

/** `GET /console`: for operators. Each service serves the console parts of its own data. */
export function showConsoleRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "operator", page: true }, route, (c) => {
    const page = renderPage(<ConsoleHomePage {...consoleFrame(c, deps)} />, {
      referrerPolicy: "strict-origin",
    });
    return c.body(page.body, 200, page.headers);
  });
}
