import type { Sql } from "postgres";
import type { Audit } from "packages/events/audit.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import type { AppendEvent } from "services/upstream-bridge/events/append_event.ts";
import type { WriteLog } from "services/upstream-bridge/log/write_log.ts";
import type { SettingsStore } from "services/upstream-bridge/settings/settings_store.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";

/** What sending works with. */
export interface SendDeps {
  readonly sql: Sql;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly audit: Audit;
  readonly settings: Pick<SettingsStore, "read">;
  readonly appendEvent: AppendEvent;
  readonly writeLog: WriteLog;
  readonly changes: Pick<AccountChanges, "publish" | "listen" | "ending">;
  /** Undefined without a BASE_URL. */
  readonly upstream: Pick<UpstreamClient, "sendText"> | undefined;
}
