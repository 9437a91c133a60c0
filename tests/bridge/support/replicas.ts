import type { Clock } from "packages/platform/clock.ts";
import { systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { createHealth } from "packages/platform/health.ts";
import type { Logger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { Service } from "packages/platform/service.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { StoredService } from "packages/storage/service.ts";

/** A running service with its own connections and queue. */
export interface Replica {
  readonly service: Service;
  readonly jobs: JobQueue;
}

/** Replicas of services in this process, on one database. */
export interface Replicas {
  start(definition: StoredService, fetch: typeof globalThis.fetch): Promise<Replica>;
  stop(): Promise<void>;
}

/** Creates {@link Replicas}; none runs yet. */
export function createReplicas(
  { databaseUrl, redis, clock, log, env }: {
    readonly databaseUrl: string;
    readonly redis: Redis;
    readonly clock: Clock;
    readonly log: Logger;
    readonly env: Readonly<Record<string, string>>;
  },
): Replicas {
  const closing: (() => Promise<void>)[] = [];
  return {
    async start(definition, fetch) {
      const { sql, close } = await openPostgres({ databaseUrl, maxConnections: 8 });
      const outside = { log, randomBytes: systemRandomBytes };
      // Jobs are due by the database's clock, which tests cannot move.
      const jobs = createJobQueue({
        ...{ sql, queues: definition.queues, clock: systemClock, ...outside },
      });
      await jobs.start();
      const config = loadConfig([processConfig, ...definition.config], env) as never;
      const context = { config, backends: { sql, redis, jobs }, clock, ...outside, fetch };
      const service = await definition.create({ ...context, health: createHealth() });
      for (const part of service.background) await part.start?.();
      closing.push(async () => {
        for (const part of service.background) await part.drain?.();
        for (const part of service.background.toReversed()) await part.stop?.();
        await jobs.stop();
        await close();
      });
      return { service, jobs };
    },
    async stop() {
      for (const close of closing.toReversed()) await close();
    },
  };
}
