import { createAttemptStore } from "packages/login/attempt_store.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { createAudit } from "packages/events/audit.ts";
import { auditEvent } from "packages/events/audit_event.ts";
import { callbackMessage } from "packages/events/callback_message.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import { upstreamPush } from "packages/events/upstream_push.ts";
import { CATALOG } from "packages/catalog/catalog.ts";
import { deploymentConfig } from "packages/catalog/deployment_config.ts";
import { webhookConfig, webhookSecretConfig } from "packages/webhooks/config.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { defineService } from "packages/storage/service.ts";
import { createServiceHttp } from "packages/ui/service_http.ts";
import type { ConfigOf } from "packages/platform/config/config.ts";
import type { Logger } from "packages/platform/log.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { createOrderedIds } from "packages/platform/random.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { type AppClient, createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { upstreamPushConfig } from "packages/upstream_push/config.ts";
import { API_GROUPS } from "services/callback/api_groups.ts";
import { addCallbackRoutes } from "services/callback/app.ts";
import { checkTrustedDomain } from "services/callback/login/check_trusted_domain.ts";
import { callbackConfig } from "services/callback/config.ts";
import { createReceiving } from "services/callback/receiving/create_receiving.ts";
import type { PushAccess } from "services/callback/pushes/push_access.ts";
import { createReplayPruner } from "services/callback/failed_jobs/replay_pruner.ts";
import { addressOf, createReceiver } from "services/callback/webhooks/receiver.ts";
import { webhookAttempt } from "services/callback/webhooks/webhook_attempt.ts";
import { createWebhookPruner } from "services/callback/webhooks/webhook_pruner.ts";
import { webhookParts } from "services/callback/webhooks/webhook_workers.ts";
import { createInboxPruner } from "services/callback/inbox/inbox_pruner.ts";

/** `callback`: everything that WeCom sends: the login's redirect, the phone's answer, messages and events. */
export const callbackService = defineService({
  name: "callback",
  paths: [
    "/api/auth/wecom/callback",
    "/api/auth/wecom/confirm",
    "/api/v1/wechat/oauth",
    "/api/v1/wecom/callback",
    "/api/v1/wecom/callback/{app}",
    "/api/v1/wechat/message",
    "/callback/wxwork",
    "/callback/wxwork/{token}",
    "/api/v1/simulate-customer-msg",
    "/{name}.txt",
    "/api/v1/inbox",
    "/api/v1/dead-letters",
    "/api/v1/dead-letters/*",
    "/api/v1/webhooks",
    "/api/v1/webhooks/*",
    "/console/webhooks",
    "/console/webhooks/*",
    "/console/inbox",
    "/console/inbox/*",
    "/docs/callback",
    "/openapi/callback.json",
    "/assets/callback/*",
  ],
  port: CATALOG.callback.port,
  config: [
    deploymentConfig,
    wecomConfig,
    webhookConfig,
    webhookSecretConfig,
    upstreamPushConfig,
    callbackConfig,
  ],
  queues: [
    callbackMessage,
    memberChanged,
    upstreamPush,
    auditEvent,
    webhookDeliver,
    webhookAttempt,
  ],
  migrations: new URL("services/callback/migrations/", PROJECT_ROOT),

  create({ config, backends, log, clock, randomBytes, fetch }) {
    const { redis, sql, jobs } = backends;
    const { app, cookies, limiter, renderPage, finish } = createServiceHttp({
      name: "callback",
      groups: API_GROUPS,
      config,
      clock,
      log,
      fetch,
      counter: redis,
    });
    const apps = createWecomApps({ config, fetch, clock, redis });
    const receiver = createReceiver(config);
    const nextId = createOrderedIds(clock, randomBytes);
    const receiving = createReceiving({ config, backends, apps, clock, randomBytes, log });
    addCallbackRoutes(app, {
      apps,
      attempts: createAttemptStore({ redis, clock }),
      receiving,
      pushAccess: pushAccessOf(config),
      verifyFilesDir: config.VERIFY_FILES_DIR,
      sql,
      jobs,
      audit: createAudit({ jobs, clock, nextId }),
      webhooks: createWebhooks({ jobs, url: receiver?.url, clock, nextId }),
      webhookAddress: receiver && addressOf(receiver),
      nextId,
      publicUrl: config.PUBLIC_URL,
      cookies,
      limiter,
      renderPage,
      clock,
      randomBytes,
      log,
    });
    const { inbox, addresses } = receiving;
    const retentionDays = config.RETENTION_DAYS_INBOX;
    return {
      ...finish(),
      background: [
        { name: "caller addresses", start: addresses.start, stop: addresses.stop },
        { name: "inbox pruner", ...createInboxPruner({ inbox, retentionDays, clock, log }) },
        {
          name: "webhook pruner",
          ...createWebhookPruner({
            sql,
            retentionDays: config.RETENTION_DAYS_WEBHOOKS,
            clock,
            log,
          }),
        },
        ...webhookParts({ sql, jobs, fetch, receiver, clock, randomBytes, log }),
        { name: "replay pruner", ...createReplayPruner({ sql, clock, log }) },
        trustedDomainPart(apps, config.WECOM_REDIRECT_URI, log),
      ],
    };
  },
});

/** Callbacks of the upstream are received where `upstream-bridge` is deployed and tokens can be checked. */
function pushAccessOf(
  config: ConfigOf<[typeof deploymentConfig, typeof upstreamPushConfig]>,
): PushAccess | undefined {
  const { COMPONENTS, CALLBACK_TOKEN_SECRET: secret, CALLBACK_ALLOW_BARE: allowsBare } = config;
  if (secret === undefined || !COMPONENTS.includes("upstream-bridge")) return undefined;
  return { secret, allowsBare };
}

/** Checks the trusted domain of each app once, at start. */
function trustedDomainPart(
  apps: ReadonlyMap<string, AppClient>,
  redirectUri: string,
  log: Logger,
): BackgroundPart {
  const stopping = new AbortController();
  let checking: Promise<unknown> = Promise.resolve();
  return {
    name: "trusted domain check",
    start() {
      checking = Promise.all(
        [...apps.values()].map((app) => checkTrustedDomain(app, redirectUri, log, stopping.signal)),
      );
    },
    async stop() {
      stopping.abort();
      await checking;
    },
  };
}
