import { catalogEntry, type Component } from "packages/catalog/catalog.ts";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { addOpenApiDocument, type ApiGroup } from "packages/platform/http/openapi_document.ts";
import { pickLang } from "packages/platform/lang.ts";
import type { Assets } from "packages/ui/assets.ts";
import { referencePath } from "packages/ui/reference/reference_paths.ts";
import { ReferencePage } from "packages/ui/reference/reference_page.tsx";
import { renderPage } from "packages/ui/render_page.ts";

/**
 * Serves what a service offers to programs: its OpenAPI document at `/openapi/<name>.json`, and the same for people at
 * `/docs/<name>`. Add it after all others.
 */
export function addReference(app: App, about: {
  readonly name: Component;
  /** How operations are put together; pages for people are a group of their own. */
  readonly groups: readonly ApiGroup[];
  /** The references of the deployed services are linked. */
  readonly config: { readonly PUBLIC_URL: string; readonly COMPONENTS: readonly Component[] };
  readonly assets: Assets;
}): void {
  const { name, groups, config } = about;
  const components = config.COMPONENTS;
  const document = addOpenApiDocument(app, {
    name,
    title: `wecom-stack: ${name}`,
    description: catalogEntry(name).summary.en,
    publicUrl: config.PUBLIC_URL,
    groups,
  });
  const stylesheet = about.assets.url("styles.css");
  const route = {
    method: "get" as const,
    path: referencePath(name),
    hide: true,
    responses: { 200: PAGE },
  };
  app.route({ access: "public", page: true }, route, (c) => {
    const { pathname, search } = new URL(c.req.url);
    const page = renderPage(
      <ReferencePage
        lang={pickLang(c.req.raw)}
        here={pathname + search}
        {...{ name, document, components, stylesheet }}
      />,
    );
    return c.body(page.body, 200, page.headers);
  });
}
