import type { Sql } from "postgres";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";

/** The servers that services use. */
export interface Backends {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
}
