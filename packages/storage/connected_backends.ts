import { systemClock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { OpenedBackends } from "packages/platform/process.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { Check } from "packages/platform/health.ts";
import type { Backends } from "packages/storage/backends.ts";
import { connectedStorageConfig } from "packages/storage/config.ts";
import { findSchemaProblem } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { createPostgresCheck } from "packages/storage/postgres/write_probe.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { queuesOf, type StoredService } from "packages/storage/service.ts";

/**
 * Opens the backends of a service that runs alone: servers that run already. It never migrates; the service is not ready
 * until the schema and the queues match its code.
 */
export function connectedBackends() {
  return {
    backendConfig: [connectedStorageConfig] as const,
    async openBackends(
      config: { readonly DATABASE_URL: string; readonly REDIS_URL: string },
      log: Logger,
      services: readonly StoredService[],
    ): Promise<OpenedBackends<Backends>> {
      const postgres = await openPostgres({ databaseUrl: config.DATABASE_URL });
      const { sql } = postgres;
      postgres.check().catch(({ message }) => log.warn("postgres_unusable", { reason: message }));
      const randomBytes = systemRandomBytes;
      const redis = openRedis({ url: config.REDIS_URL, randomBytes, log });
      const queues = queuesOf(services);
      const jobs = createJobQueue({ sql, queues, log, clock: systemClock, randomBytes });
      await jobs.start();
      const sources = migrationSources(services);
      const schema: Check = async () => {
        const problem = await findSchemaProblem(sql, sources);
        if (problem !== undefined) throw new Error(problem);
      };
      return {
        backends: { sql, redis, jobs },
        checks: {
          postgres: createPostgresCheck(postgres),
          redis: redis.check,
          schema,
          queues: () => jobs.check(),
        },
        close: async () => {
          await jobs.stop();
          await redis.close();
          await postgres.close();
        },
      };
    },
  };
}
