import { createRoute } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { pickLang } from "packages/platform/lang.ts";
import { REFERENCE_PATH } from "packages/ui/reference/reference_paths.ts";
import { ReferenceIndex } from "packages/ui/reference/reference_index.tsx";
import { renderPage } from "packages/ui/render_page.ts";
import type { AuthDeps } from "services/auth/deps.ts";

const route = createRoute({
  method: "get",
  path: REFERENCE_PATH,
  summary: "The services and their references",
  responses: { 200: PAGE },
});

/** `GET /docs` */
export function showReferenceIndexRoute(app: App, { assets, components }: AuthDeps): void {
  app.route({ access: "public", page: true }, route, (c) => {
    const { pathname, search } = new URL(c.req.url);
    const page = renderPage(
      <ReferenceIndex
        lang={pickLang(c.req.raw)}
        here={pathname + search}
        stylesheet={assets.url("styles.css")}
        components={components}
      />,
    );
    return c.body(page.body, 200, page.headers);
  });
}
