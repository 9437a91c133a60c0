import { systemClock } from "packages/platform/clock.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { isUnavailable, UnavailableError } from "packages/platform/errors.ts";
import type { Logger } from "packages/platform/log.ts";
import type { OpenedBackends } from "packages/platform/process.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { Backends } from "packages/storage/backends.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import { hasOldJobTables } from "packages/storage/jobs/old_tables.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { explainPostgresError } from "packages/storage/postgres/explain_error.ts";
import { CANNOT_USE, openPostgres, type Postgres } from "packages/storage/postgres/postgres.ts";
import { createPostgresCheck } from "packages/storage/postgres/write_probe.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { queuesOf, type StoredService } from "packages/storage/service.ts";

const OLD_TABLES =
  'Jobs of an older version are in the schema pgboss and are not run. Run "deno task migrate" to remove them';

/** The storage configuration of the embedded process. */
export interface EmbeddedStorage {
  readonly DATABASE_URL: string | undefined;
  readonly REDIS_URL: string | undefined;
  readonly DATA_DIR: string;
}

/**
 * Opens the backends of the embedded process. Servers that are not given are started here, and schemas and queues are
 * updated. `onOpened` receives where the data is stored.
 */
export function embeddedBackends(
  { onOpened }: { readonly onOpened: (postgres: Pick<Postgres, "origin" | "place">) => void },
) {
  return {
    backendConfig: [embeddedStorageConfig] as const,
    async openBackends(
      config: EmbeddedStorage,
      log: Logger,
      services: readonly StoredService[],
    ): Promise<OpenedBackends<Backends>> {
      const postgres = await openConfiguredPostgres(config, log, false);
      const { sql } = postgres;
      const queues = queuesOf(services);
      try {
        await postgres.check();
        await postgres.unlimited(() => migrate(sql, migrationSources(services)));
        if (await hasOldJobTables(sql)) log.warn("old_job_tables_found", { remedy: OLD_TABLES });
      } catch (error) {
        await postgres.close();
        throw isUnavailable(error) ? startError(postgres.origin, error) : error;
      }
      onOpened(postgres);
      const randomBytes = systemRandomBytes;
      const redis = config.REDIS_URL === undefined
        ? createInMemoryRedis({ clock: systemClock })
        : (await importClient()).openRedis({ url: config.REDIS_URL, randomBytes, log });
      const jobs = createJobQueue({ sql, queues, log, clock: systemClock, randomBytes });
      await jobs.start();
      return {
        backends: { sql, redis, jobs },
        checks: {
          postgres: createPostgresCheck(postgres),
          redis: redis.check,
          queues: () => jobs.check(),
        },
        ...postgres.failure !== undefined && { failure: postgres.failure },
        close: async () => {
          await jobs.stop();
          await redis.close();
          await postgres.close();
        },
      };
    },
  };
}

/** The error of a start without a database, as a sentence with the next step. */
function startError(origin: string, error: unknown): UnavailableError {
  const reason = error instanceof UnavailableError
    ? error.message.replace(CANNOT_USE, "")
    : explainPostgresError(error);
  return new UnavailableError(`${origin}: ${reason}`);
}

/** Imports the Redis client only where it is used: that takes a quarter of the time in which the process starts. */
function importClient() {
  return import("packages/storage/redis/client.ts");
}

/**
 * Opens the given database, or the one in DATA_DIR.
 * @param attach whether to use the server of another process if one runs already, as commands do
 * @throws ConfigError when the database in DATA_DIR cannot be started
 */
export async function openConfiguredPostgres(
  config: Pick<EmbeddedStorage, "DATABASE_URL" | "DATA_DIR">,
  log: Logger,
  attach: boolean,
): Promise<Postgres> {
  if (config.DATABASE_URL !== undefined) {
    return await openPostgres({ databaseUrl: config.DATABASE_URL });
  }
  try {
    return await openPostgres({
      dataDir: config.DATA_DIR,
      randomBytes: systemRandomBytes,
      log,
      attach,
    });
  } catch (error) {
    if (!(error instanceof PostgresUnavailableError)) throw error;
    throw new ConfigError([{ variable: "DATA_DIR", problem: error.message }]);
  }
}
