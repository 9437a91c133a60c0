import { createAudit } from "packages/events/audit.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { ConfigOf } from "packages/platform/config/config.ts";
import type { Logger } from "packages/platform/log.ts";
import { createOrderedIds, type RandomBytes } from "packages/platform/random.ts";
import type { Backends } from "packages/storage/backends.ts";
import type { processConfig } from "packages/platform/config/process_config.ts";
import type { upstreamPushConfig } from "packages/upstream_push/config.ts";
import type { webhookConfig } from "packages/webhooks/config.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";
import { createAccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import { createAccountCommands } from "services/upstream-bridge/accounts/account_commands.ts";
import { createCallbackAddress } from "services/upstream-bridge/accounts/callback_address.ts";
import { createAccountStore } from "services/upstream-bridge/accounts/account_store.ts";
import type { bridgeConfig } from "services/upstream-bridge/config.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { createAppendEvent } from "services/upstream-bridge/events/append_event.ts";
import type { NotifyOfScan } from "services/upstream-bridge/notices/notices.ts";
import { createWriteLog } from "services/upstream-bridge/log/write_log.ts";
import { createSettingsStore } from "services/upstream-bridge/settings/settings_store.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";

/** What {@link createBridge} needs. */
export interface BridgeParts {
  readonly config: ConfigOf<
    [typeof processConfig, typeof webhookConfig, typeof upstreamPushConfig, typeof bridgeConfig]
  >;
  readonly backends: Backends;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Undefined: operators get no message when an account needs a scan. */
  readonly notifyOfScan?: NotifyOfScan | undefined;
  readonly fetch: typeof fetch;
}

/** Creates what all parts of the bridge share; nothing runs yet. */
export function createBridge(
  { config, backends, clock, randomBytes, log, fetch, notifyOfScan }: BridgeParts,
): BridgeCore {
  const { BASE_URL: baseUrl } = config;
  const nextId = createOrderedIds(clock, randomBytes);
  const base = { ...backends, clock, nextId, log };
  const audit = createAudit(base);
  const changes = createAccountChanges(base);
  const webhooks = createWebhooks({ ...base, url: config.WEBHOOK_URL });
  return {
    ...base,
    audit,
    changes,
    accounts: createAccountStore({ ...base, audit }),
    commands: createAccountCommands({ ...base, audit, changes }),
    settings: createSettingsStore({ ...base, audit }),
    appendEvent: createAppendEvent({ ...base, webhooks, notifyOfScan }),
    writeLog: createWriteLog({ clock, maxEvents: config.MAX_EVENTS }),
    upstream: baseUrl === undefined
      ? undefined
      : createUpstreamClient({ fetch, baseUrl, clock, log }),
    callbackAddress: baseUrl === undefined ? undefined : createCallbackAddress({
      callbackUrl: config.CALLBACK_URL,
      publicUrl: config.PUBLIC_URL,
      upstreamUrl: baseUrl,
      secret: config.CALLBACK_TOKEN_SECRET,
    }),
  };
}
