import type { Sql } from "postgres";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";

/** What services stand on. */
export interface Backends {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
}
