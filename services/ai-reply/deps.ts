import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/job_queue.ts";
import type { Redis } from "packages/storage/redis.ts";
import type { Assets } from "packages/ui/assets.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Sql } from "postgres";

/** What the routes of `ai-reply` work with; made once in `service.ts`. */
export interface AiReplyDeps {
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly assets: Assets;
  readonly clock: Clock;
  /** UUIDv7 in the order of making. */
  readonly nextId: () => string;
  readonly log: Logger;
}
