import type { App } from "packages/platform/http/app.ts";

/**
 * Serves the OpenAPI document of a service at `/openapi/<name>.json`, made from the definitions of its routes. Add it
 * after all others.
 */
export function addOpenApiDocument(
  app: App,
  about: { name: string; title: string; publicUrl: string },
): void {
  const document = app.hono.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: about.title, version: "1" },
    servers: [{ url: about.publicUrl }],
  });
  const path = `/openapi/${about.name}.json`;
  const route = {
    method: "get" as const,
    path,
    hide: true,
    responses: { 200: { description: "OpenAPI 3.1." } },
  };
  app.route({ access: "public" }, route, (c) => c.json(document));
}
