import { ACCESS_COOKIE } from "packages/platform/http/access.ts";
import type { ApiDocument } from "packages/platform/http/api_document.ts";
import { completeOperation } from "packages/platform/http/complete_operation.ts";
import type { App } from "packages/platform/http/app.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import { createPathMatcher } from "packages/platform/paths.ts";

/** A group of operations in the reference. An operation is in the first group whose path patterns match. */
export interface ApiGroup {
  readonly name: string;
  /** What a caller must know about all of them. */
  readonly description?: string;
  readonly paths: readonly string[];
}

/** The description of a service's API besides its routes. */
export interface ApiDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly publicUrl: string;
  readonly groups: readonly ApiGroup[];
}

/** The group of routes that answer with pages for people. */
export const PAGES_GROUP = "Pages";

/**
 * Serves the OpenAPI document of a service at `/openapi/<name>.json`, made from the definitions and rules of its routes.
 * Returns a function that returns the document. It is made at the first call, because that takes 30 ms of a start.
 */
export function addOpenApiDocument(app: App, about: ApiDescription): () => ApiDocument {
  let made: ApiDocument | undefined;
  const document = () => made ??= createDocument(app, about);
  const path = `/openapi/${about.name}.json`;
  const route = {
    method: "get" as const,
    path,
    hide: true,
    responses: { 200: { description: "OpenAPI 3.1." } },
  };
  app.route({ access: "public" }, route, (c) => c.json(document()));
  return document;
}

function createDocument(app: App, about: ApiDescription): ApiDocument {
  const made = app.hono.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: about.title, version: "1", description: about.description },
    servers: [{ url: about.publicUrl }],
    tags: [
      ...about.groups.map(({ paths: _, ...tag }) => tag),
      { name: PAGES_GROUP, description: "For people; errors are pages, too." },
    ],
  });
  const { components, ...rest }: ApiDocument = JSON.parse(JSON.stringify(made), mendPattern);
  const securitySchemes = {
    ...describeSecurity(about.publicUrl.startsWith("https:")),
    ...describeGates(app.routes),
  };
  const document = { ...rest, components: { ...components, securitySchemes } };
  const groups = about.groups.map(({ name, paths }) => ({
    name,
    matches: createPathMatcher(paths),
  }));
  for (const route of app.routes) {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    if (operation === undefined) continue;
    const group = groups.find(({ matches }) => matches(route.path))?.name;
    const tag = route.page ? PAGES_GROUP : group;
    if (tag !== undefined) operation.tags = [tag];
    completeOperation(operation, route, document);
  }
  return document;
}

/** Removes the flags that the generator appends to a regular expression, because JSON Schema has no flags. */
function mendPattern(key: string, value: unknown): unknown {
  return key === "pattern" && typeof value === "string" ? value.replace(/\$\/[a-z]+$/, "$") : value;
}

function describeSecurity(secure: boolean) {
  return {
    session: {
      type: "apiKey",
      in: "cookie",
      name: secure ? `__Host-${ACCESS_COOKIE}` : ACCESS_COOKIE,
      description: "The cookie that signing in sets. A request that changes something also needs " +
        "Origin: PUBLIC_URL or FRONTEND_URL.",
    },
    accessToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "The access_token of a person, from /api/auth/token; valid for ten minutes.",
    },
    machineToken: {
      type: "http",
      scheme: "bearer",
      description: "A program's own token, made by `deno task api-token` and listed, with its " +
        "scopes, in API_TOKENS_FILE.",
    },
  };
}

/** The gates that services bring along, by name. */
function describeGates(routes: readonly RouteEntry[]) {
  const gates = routes.flatMap(({ access }) => typeof access === "object" ? [access] : []);
  return Object.fromEntries(gates.map(({ name, scheme }) => [name, scheme]));
}
