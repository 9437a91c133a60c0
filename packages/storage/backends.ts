import type { Sql } from "postgres";
import type { Redis } from "packages/storage/redis.ts";

/** What services stand on. */
export interface Backends {
  readonly sql: Sql;
  readonly redis: Redis;
}
