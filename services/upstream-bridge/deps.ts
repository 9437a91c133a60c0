import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { Sql } from "postgres";

/** Dependencies of the routes of `upstream-bridge`, created once in `service.ts`. */
export interface BridgeDeps {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly log: Logger;
  readonly renderPage: RenderPage;
}
