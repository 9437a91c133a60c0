import { CATALOG } from "packages/catalog/catalog.ts";
import { deploymentConfig } from "packages/catalog/deployment_config.ts";
import { operatorsConfig } from "packages/catalog/operators_config.ts";
import { auditEvent } from "packages/events/audit_event.ts";
import { upstreamPush } from "packages/events/upstream_push.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { defineService } from "packages/storage/service.ts";
import { createServiceHttp } from "packages/ui/service_http.ts";
import { upstreamPushConfig } from "packages/upstream_push/config.ts";
import { webhookConfig } from "packages/webhooks/config.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { API_GROUPS } from "services/upstream-bridge/api_groups.ts";
import { addBridgeRoutes } from "services/upstream-bridge/app.ts";
import { createBridgeWorkers } from "services/upstream-bridge/bridge_workers.ts";
import { bridgeConfig } from "services/upstream-bridge/config.ts";
import { createBridge } from "services/upstream-bridge/create_bridge.ts";
import {
  createNoticeWorker,
  createNotifyOfScan,
  noticeReceivers,
} from "services/upstream-bridge/notices/notices.ts";
import { stepAccount } from "services/upstream-bridge/domain/account/step_account.ts";
import { describeUpstreamSite } from "services/upstream-bridge/pages/upstream_site.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";
import { bridgeNotify } from "services/upstream-bridge/queues/bridge_notify.ts";
import { bridgeSend } from "services/upstream-bridge/queues/bridge_send.ts";

/** `upstream-bridge`: accounts of a third-party WeCom-protocol upstream, kept online. */
export const upstreamBridgeService = defineService({
  name: "upstream-bridge",
  paths: [
    "/api/state",
    "/api/events",
    "/api/init",
    "/api/set-callback",
    "/api/get-qrcode",
    "/api/check-code",
    "/api/automatic-login",
    "/api/refresh-run-client",
    "/api/send-text",
    "/api/contacts",
    "/api/v1/accounts",
    "/api/v1/accounts/*",
    "/console/accounts",
    "/console/accounts/*",
    "/docs/upstream-bridge",
    "/openapi/upstream-bridge.json",
    "/assets/upstream-bridge/*",
  ],
  port: CATALOG["upstream-bridge"].port,
  queues: [upstreamPush, accountWake, bridgeSend, bridgeNotify, auditEvent, webhookDeliver],
  config: [
    deploymentConfig,
    wecomConfig,
    operatorsConfig,
    webhookConfig,
    upstreamPushConfig,
    bridgeConfig,
  ],
  migrations: new URL("services/upstream-bridge/migrations/", PROJECT_ROOT),

  create({ config, backends, log, clock, randomBytes, fetch }) {
    const { app, renderPage, finish } = createServiceHttp({
      name: "upstream-bridge",
      groups: API_GROUPS,
      config,
      clock,
      log,
      fetch,
      counter: backends.redis,
    });
    const apps = createWecomApps({ config, fetch, clock, redis: backends.redis });
    const receivers = noticeReceivers(apps, config.OPERATORS);
    const bridge = createBridge({
      ...{ config, backends, clock, randomBytes, log, fetch },
      notifyOfScan: createNotifyOfScan(backends.jobs, receivers),
    });
    addBridgeRoutes(app, {
      ...bridge,
      renderPage,
      baseUrl: config.BASE_URL,
      monitorIntervalMs: config.MONITOR_INTERVAL_MS,
      site: describeUpstreamSite({ config, callbackUrl: bridge.callbackAddress?.baseUrl }),
    });
    const notices = createNoticeWorker({
      ...bridge,
      receivers,
      publicUrl: config.PUBLIC_URL,
      timeZone: config.TZ_DISPLAY,
    });
    const workers = createBridgeWorkers(bridge, { config, randomBytes, step: stepAccount });
    return { ...finish(), background: [...workers, notices] };
  },
});
