import { createRemoteJWKSet, customFetch } from "jose";
import { createAttemptStore } from "packages/login/attempt_store.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { serveAssets } from "packages/platform/http/serve_assets.ts";
import { createServiceApp } from "packages/platform/http/service_app.ts";
import { defineService } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import { loadAssets } from "packages/ui/assets.ts";
import { addReference } from "packages/ui/reference/add_reference.tsx";
import { createErrorRenderer } from "packages/ui/render_error.tsx";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { API_GROUPS } from "services/callback/api_groups.ts";
import { addCallbackRoutes } from "services/callback/app.ts";
import { checkTrustedDomain } from "services/callback/login/check_trusted_domain.ts";
import { callbackConfig } from "services/callback/config.ts";
import { createReceiving } from "services/callback/receiving/create_receiving.ts";
import { createInboxPruner } from "services/callback/inbox/inbox_pruner.ts";

const ASSETS = new URL("../../.build/assets", import.meta.url).pathname;

/** `callback`: everything that WeCom sends: the login's redirect, the phone's answer, messages and events. */
export const callbackService = defineService<Backends>()({
  name: "callback",
  paths: [
    "/api/auth/wecom/callback",
    "/api/auth/wecom/confirm",
    "/api/v1/wechat/oauth",
    "/api/v1/wecom/callback",
    "/api/v1/wecom/callback/{app}",
    "/api/v1/wechat/message",
    "/api/v1/simulate-customer-msg",
    "/{name}.txt",
    "/api/v1/inbox",
    "/api/v1/dead-letters",
    "/api/v1/dead-letters/*",
    "/console/inbox",
    "/console/inbox/*",
    "/docs/callback",
    "/openapi/callback.json",
    "/assets/callback/*",
  ],
  defaultPort: 3002,
  config: [wecomConfig, callbackConfig],
  migrations: new URL("./migrations/", import.meta.url),

  create({ config, backends, log, clock, randomBytes, fetch }) {
    const { redis, sql, jobs } = backends;
    const assets = loadAssets({ service: "callback", folder: ASSETS });
    const { app, cookies } = createServiceApp({
      config,
      keys: createRemoteJWKSet(new URL(config.AUTH_JWKS_URL), { [customFetch]: fetch }),
      counter: redis,
      clock,
      log,
      renderError: createErrorRenderer(assets.url("styles.css")),
    });
    const apps = createWecomApps({ config, fetch, clock, redis });
    const receiving = createReceiving({ config, backends, apps, clock, randomBytes, log });
    addCallbackRoutes(app, {
      apps,
      attempts: createAttemptStore({ redis, clock }),
      receiving,
      verifyFilesDir: config.VERIFY_FILES_DIR,
      sql,
      jobs,
      publicUrl: config.PUBLIC_URL,
      site: new URL(config.FRONTEND_URL).host,
      timeZone: config.TZ_DISPLAY,
      components: config.COMPONENTS,
      cookies,
      assets,
      clock,
      randomBytes,
      log,
    });
    addReference(app, { name: "callback", groups: API_GROUPS, config, assets });
    const stopping = new AbortController();
    let checking: Promise<unknown> = Promise.resolve();
    const { inbox, addresses } = receiving;
    const retentionDays = config.RETENTION_DAYS_INBOX;
    const pruner = createInboxPruner({ inbox, retentionDays, clock, log });
    return {
      fetch: serveAssets(assets, app),
      routes: app.routes,
      checks: {},
      start() {
        addresses.start();
        pruner.start();
        checking = Promise.all(
          [...apps.values()].map((entry) =>
            checkTrustedDomain(entry, config.WECOM_REDIRECT_URI, log, stopping.signal)
          ),
        );
        return Promise.resolve();
      },
      async stop() {
        stopping.abort();
        await pruner.stop();
        await addresses.stop();
        await checking;
      },
    };
  },
});
