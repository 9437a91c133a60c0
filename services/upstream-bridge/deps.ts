import type { Sql } from "postgres";
import type { Audit } from "packages/events/audit.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import type { AccountCommands } from "services/upstream-bridge/accounts/account_commands.ts";
import type { AccountStore } from "services/upstream-bridge/accounts/account_store.ts";
import type { CallbackAddress } from "services/upstream-bridge/accounts/callback_address.ts";
import type { AppendEvent } from "services/upstream-bridge/events/append_event.ts";
import type { WriteLog } from "services/upstream-bridge/log/write_log.ts";
import type { UpstreamSite } from "services/upstream-bridge/pages/upstream_site.ts";
import type { SettingsStore } from "services/upstream-bridge/settings/settings_store.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";

/** What all parts of the bridge share. `create_bridge.ts` makes it. */
export interface BridgeCore {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  /** UUIDv7s in the order of their creation. */
  readonly nextId: () => string;
  readonly log: Logger;
  readonly audit: Audit;
  readonly accounts: AccountStore;
  readonly changes: AccountChanges;
  readonly commands: AccountCommands;
  readonly settings: SettingsStore;
  readonly appendEvent: AppendEvent;
  readonly writeLog: WriteLog;
  /** Undefined: `BASE_URL` is not set. */
  readonly upstream: UpstreamClient | undefined;
  /** Undefined: the upstream can reach none; states are found by polling. */
  readonly callbackAddress: CallbackAddress | undefined;
}

/** Dependencies of the routes of `upstream-bridge`, created once in `service.ts`. */
export interface BridgeDeps extends BridgeCore {
  readonly baseUrl: string | undefined;
  /** `MONITOR_INTERVAL_MS`; 0: never. */
  readonly monitorIntervalMs: number;
  /** What the console says about the deployment. */
  readonly site: UpstreamSite;
  readonly renderPage: RenderPage;
}
