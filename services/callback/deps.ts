import type { Audit } from "packages/events/audit.ts";
import type { AttemptStore } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import type { RateLimiter } from "packages/platform/http/rate_limit.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { ReceiveDeps } from "services/callback/receiving/receive_message.ts";
import type { PushAccess } from "services/callback/pushes/push_access.ts";
import type { Sql } from "postgres";

/** Everything that the routes of `callback` need. Built once in `service.ts`. */
export interface CallbackDeps {
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly attempts: AttemptStore;
  readonly receiving: ReceiveDeps;
  /** How callbacks of the upstream are received; undefined: not at all. */
  readonly pushAccess: PushAccess | undefined;
  /** The folder of the domain verification files. */
  readonly verifyFilesDir: string | undefined;
  readonly sql: Sql;
  readonly jobs: JobQueue;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  /** Where webhooks are sent to, without the query; undefined: nothing is sent. */
  readonly webhookAddress: string | undefined;
  /** Returns UUIDv7s in the order of the calls. */
  readonly nextId: () => string;
  readonly publicUrl: string;
  readonly cookies: Cookies;
  readonly limiter: RateLimiter;
  readonly renderPage: RenderPage;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}
