import type { Clock } from "packages/platform/clock.ts";
import type { Component } from "packages/catalog/catalog.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { Assets } from "packages/ui/assets.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Sql } from "postgres";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import type { Model } from "services/ai-reply/model/model.ts";
import type { TakeOver } from "services/ai-reply/take_over.ts";

/** What the routes of `ai-reply` work with; made once in `service.ts`. */
export interface AiReplyDeps {
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  /** Undefined: none is configured. */
  readonly model: Model | undefined;
  readonly knowledge: Knowledge;
  /** Whether WeCom is simulated: then there is a customer to try things with. */
  readonly simulated: boolean;
  /** For operators: people take over, the AI goes on, a failed answer is tried again. */
  readonly takeOver: TakeOver;
  readonly publicUrl: string;
  readonly timeZone: string;
  /** The deployed services: the console links their parts. */
  readonly components: readonly Component[];
  readonly assets: Assets;
  readonly clock: Clock;
  /** UUIDv7 in the order of making. */
  readonly nextId: () => string;
  readonly log: Logger;
}
