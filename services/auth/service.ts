import { createLocalJWKSet } from "jose";
import { deploymentConfig } from "packages/catalog/deployment_config.ts";
import { createAttemptStore } from "packages/login/attempt_store.ts";
import { defaultApp, wecomApps, wecomConfig } from "packages/wecom_apps/config.ts";
import type { ConfigOf } from "packages/platform/config/config.ts";
import type { processConfig } from "packages/platform/config/process_config.ts";
import { createOrderedIds } from "packages/platform/random.ts";
import { createPathMatcher } from "packages/platform/paths.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { auditEvent } from "packages/events/audit_event.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { webhookConfig } from "packages/webhooks/config.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { operatorsConfig } from "packages/catalog/operators_config.ts";
import { defineService } from "packages/storage/service.ts";
import { CATALOG, deployedPages } from "packages/catalog/catalog.ts";
import { createServiceHttp } from "packages/ui/service_http.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { addAuthRoutes } from "services/auth/app.ts";
import type { Addresses } from "services/auth/deps.ts";
import { authConfig } from "services/auth/config.ts";
import { API_GROUPS } from "services/auth/api_groups.ts";
import { createAccessTokenSigner } from "services/auth/domain/access_token.ts";
import { importSigningKeys } from "services/auth/domain/signing_keys.ts";
import { createSessionTokens } from "services/auth/sessions/issue_tokens.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";
import { createSessionStore } from "services/auth/sessions/session_store.ts";
import { createAttemptWaiters } from "services/auth/waiting/attempt_waiters.ts";
import { createRedirectWatch } from "services/auth/waiting/redirect_watch.ts";
import { workMemberChanges } from "services/auth/sessions/member_changes.ts";
import { auditParts } from "services/auth/audit/audit_parts.ts";
import { createSessionPruner } from "services/auth/sessions/session_pruner.ts";

const paths = [
  "/login",
  "/login/complete",
  "/api/auth/wecom/qrcode",
  "/api/auth/wecom/poll",
  "/api/auth/wecom/status",
  "/api/auth/wecom/events",
  "/api/auth/token",
  "/api/auth/refresh",
  "/api/auth/logout",
  "/api/auth/me",
  "/api/v1/login",
  "/api/v1/wechat/config",
  "/.well-known/*",
  "/console",
  "/console/audit",
  "/api/v1/audit",
  "/api/health",
  "/health",
  "/docs",
  "/docs/auth",
  "/openapi/auth.json",
  "/assets/auth/*",
];

/** `auth`: login attempts shown to browsers, sessions and tokens, members, JS-SDK signatures, the sign-in page, the console's frame. */
export const authService = defineService({
  name: "auth",
  paths,
  port: CATALOG.auth.port,
  config: [deploymentConfig, wecomConfig, webhookConfig, operatorsConfig, authConfig],
  queues: [memberChanged, auditEvent, webhookDeliver],
  migrations: new URL("services/auth/migrations/", PROJECT_ROOT),

  async create({ config, backends, log, clock, randomBytes, fetch, health }) {
    const { sql, redis, jobs } = backends;
    const keys = await importSigningKeys(config.TOKEN_SIGNING_KEYS_FILE);
    const { app, cookies, limiter, authenticator, renderPage, finish } = createServiceHttp({
      name: "auth",
      groups: API_GROUPS,
      config,
      clock,
      log,
      fetch,
      counter: redis,
      keys: createLocalJWKSet({ keys: [...keys.publicKeys] }),
    });
    const attempts = createAttemptStore({ redis, clock });
    const places = { max: config.MAX_WAITERS, addressFactor: config.RATE_LIMIT_FACTOR };
    const redirects = createRedirectWatch({ redirectUri: config.WECOM_REDIRECT_URI, clock, log });
    const waiters = createAttemptWaiters({ redis, attempts, redirects, clock, log, ...places });
    const webhooks = createWebhooks({
      jobs,
      url: config.WEBHOOK_URL,
      clock,
      nextId: createOrderedIds(clock, randomBytes),
    });
    const sessions = createSessionStore({ sql, clock, randomBytes, webhooks });
    const apps = wecomApps(config);
    const signer = createAccessTokenSigner({ keys, issuer: config.PUBLIC_URL, clock });
    const tokens = createSessionTokens({
      signer,
      cookies,
      clock,
      operators: {
        operators: config.OPERATORS,
        operatorDepartments: config.OPERATOR_DEPARTMENTS,
        defaultCorpId: defaultApp(apps)?.corpId,
      },
    });
    addAuthRoutes(app, {
      ...{ sql, timeZone: config.TZ_DISPLAY },
      apps,
      clients: createWecomApps({ config, fetch, clock, redis }),
      addresses: addressesOf(config),
      ...{ attempts, waiters, redirects, sessions },
      accounts: createAccountStore({ sql, clock }),
      tokens,
      keys,
      authenticator,
      limiter,
      cookies,
      renderPage,
      health,
      clock,
      randomBytes,
      log,
    });
    return {
      ...finish(),
      background: [
        {
          name: "waiting polls",
          start: waiters.start,
          drain: waiters.drain,
          stop: waiters.stop,
        },
        { name: "session pruner", ...createSessionPruner({ sql, clock, log }) },
        ...auditParts({ sql, jobs, clock, log, retentionDays: config.RETENTION_DAYS_AUDIT }),
        workerPart("member changes", () => workMemberChanges({ jobs, sessions, log })),
      ],
    };
  },
});

function addressesOf(
  config: ConfigOf<[typeof processConfig, typeof deploymentConfig, typeof wecomConfig]>,
): Addresses {
  return {
    publicUrl: config.PUBLIC_URL,
    frontendUrl: config.FRONTEND_URL,
    redirectUri: config.WECOM_REDIRECT_URI,
    wecomLoginUrl: config.WECOM_LOGIN_URL,
    wecomOauthUrl: config.WECOM_OAUTH_URL,
    isOurPath: createPathMatcher([...paths, ...deployedPages(config.COMPONENTS)]),
  };
}
