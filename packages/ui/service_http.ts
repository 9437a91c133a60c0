import type { JWTVerifyGetKey } from "jose";
import type { Component } from "packages/catalog/catalog.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { ApiGroup } from "packages/platform/http/openapi_document.ts";
import type { Counter } from "packages/platform/http/rate_limit.ts";
import { serveAssets } from "packages/platform/http/serve_assets.ts";
import {
  createServiceApp,
  type HttpConfig,
  type ServiceApp,
} from "packages/platform/http/service_app.ts";
import type { Logger } from "packages/platform/log.ts";
import type { Service } from "packages/platform/service.ts";
import { loadPages, type Pages, type PagesConfig } from "packages/ui/load_pages.ts";
import { addReference } from "packages/ui/reference/add_reference.tsx";

/** The HTTP side of a service with pages: its application, its pages and its API reference. */
export interface ServiceHttp extends ServiceApp, Pick<Pages, "assets" | "renderPage"> {
  /** Adds the API reference and returns the handler. Call it after all routes are added. */
  finish(): Pick<Service, "fetch" | "routes">;
}

/**
 * Builds the HTTP side of a service.
 * @param parts.groups how the operations are grouped in the API reference
 * @param parts.counter the shared counter of rate limits
 * @param parts.keys the public keys of access tokens; default: those of `AUTH_JWKS_URL`
 * @throws Error when the assets are not built
 */
export function createServiceHttp(parts: {
  readonly name: Component;
  readonly groups: readonly ApiGroup[];
  readonly config: HttpConfig & PagesConfig;
  readonly counter: Counter;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fetch: typeof globalThis.fetch;
  readonly keys?: JWTVerifyGetKey;
}): ServiceHttp {
  const { name, groups, config, clock } = parts;
  const { assets, renderPage, renderError } = loadPages({ service: name, config, clock });
  const { app, ...shared } = createServiceApp({ ...parts, renderError });
  return {
    app,
    ...shared,
    assets,
    renderPage,
    finish() {
      addReference(app, { name, groups, config, renderPage });
      return { fetch: serveAssets(assets, app), routes: app.routes };
    },
  };
}
