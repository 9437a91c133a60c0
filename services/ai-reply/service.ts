import { createRemoteJWKSet, customFetch } from "jose";
import { wecomConfig } from "packages/platform/config/wecom_config.ts";
import { addOpenApiDocument } from "packages/platform/http/openapi_document.ts";
import { serveAssets } from "packages/platform/http/serve_assets.ts";
import { createServiceApp } from "packages/platform/http/service_app.ts";
import { createOrderedIds } from "packages/platform/random.ts";
import { defineService } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import { loadAssets } from "packages/ui/assets.ts";
import { createErrorRenderer } from "packages/ui/render_error.tsx";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { addAiReplyRoutes } from "services/ai-reply/app.ts";
import { aiReplyConfig } from "services/ai-reply/config.ts";

const ASSETS = new URL("../../.build/assets", import.meta.url).pathname;

/** `ai-reply`: conversations, answers and their delivery, customers' profiles, the sidebar. */
export const aiReplyService = defineService<Backends>()({
  name: "ai-reply",
  paths: [
    "/api/v1/ai-responses",
    "/api/v1/users/*",
    "/api/v1/conversations",
    "/api/v1/conversations/*",
    "/sidebar",
    "/sidebar/*",
    "/console/conversations",
    "/console/conversations/*",
    "/openapi/ai-reply.json",
    "/assets/ai-reply/*",
  ],
  defaultPort: 3005,
  config: [wecomConfig, aiReplyConfig],
  migrations: new URL("./migrations/", import.meta.url),

  create({ config, backends, log, clock, randomBytes, fetch }) {
    const assets = loadAssets({ service: "ai-reply", folder: ASSETS });
    const { app } = createServiceApp({
      config,
      keys: createRemoteJWKSet(new URL(config.AUTH_JWKS_URL), { [customFetch]: fetch }),
      counter: backends.redis,
      clock,
      log,
      renderError: createErrorRenderer(assets.url("styles.css")),
    });
    addAiReplyRoutes(app, {
      ...backends,
      apps: createWecomApps({ config, fetch, clock, redis: backends.redis }),
      publicUrl: config.PUBLIC_URL,
      timeZone: config.TZ_DISPLAY,
      assets,
      clock,
      nextId: createOrderedIds(clock, randomBytes),
      log,
    });
    addOpenApiDocument(app, {
      name: "ai-reply",
      title: "wecom-stack: conversations",
      publicUrl: config.PUBLIC_URL,
    });
    return { fetch: serveAssets(assets, app), routes: app.routes, checks: {} };
  },
});
