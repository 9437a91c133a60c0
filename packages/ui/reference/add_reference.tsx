import { catalogEntry, type Component } from "packages/catalog/catalog.ts";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { addOpenApiDocument, type ApiGroup } from "packages/platform/http/openapi_document.ts";
import { referencePath } from "packages/ui/reference/reference_paths.ts";
import { ReferencePage } from "packages/ui/reference/reference_page.tsx";
import type { RenderPage } from "packages/ui/render_page.tsx";

/**
 * Serves a service's OpenAPI document at `/openapi/<name>.json`, and the same as a page at `/docs/<name>`. Call it after
 * all other routes are added.
 */
export function addReference(app: App, about: {
  readonly name: Component;
  /** How operations are grouped; pages for people are a group of their own. */
  readonly groups: readonly ApiGroup[];
  readonly config: { readonly PUBLIC_URL: string };
  readonly renderPage: RenderPage;
}): void {
  const { name, groups, config, renderPage } = about;
  const document = addOpenApiDocument(app, {
    name,
    title: `wecom-stack: ${name}`,
    description: catalogEntry(name).summary.en,
    publicUrl: config.PUBLIC_URL,
    groups,
  });
  const route = {
    method: "get" as const,
    path: referencePath(name),
    hide: true,
    responses: { 200: PAGE },
  };
  app.route(
    { access: "public", page: true },
    route,
    (c) => renderPage(c, <ReferencePage name={name} document={document()} />),
  );
}
