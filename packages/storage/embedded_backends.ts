import { systemClock } from "packages/platform/clock.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import type { Logger } from "packages/platform/log.ts";
import type { OpenedBackends } from "packages/platform/process.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyService } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import { migrate } from "packages/storage/migrate.ts";
import { migrationSources } from "packages/storage/migration_sources.ts";
import { openPostgres, type Postgres } from "packages/storage/postgres.ts";
import { PostgresUnavailableError } from "packages/storage/postgres_unavailable_error.ts";
import { openRedis } from "packages/storage/redis_client.ts";
import { createRedisTwin } from "packages/storage/redis_twin.ts";

/** What the embedded process reads of the storage configuration. */
export interface EmbeddedStorage {
  readonly DATABASE_URL: string | undefined;
  readonly REDIS_URL: string | undefined;
  readonly DATA_DIR: string;
}

/**
 * Backends of the embedded process: what is not given is started here, and the schemas are brought up to date.
 * `onOpened` hears where the data lies.
 */
export function embeddedBackends(
  options: { onOpened: (postgres: Pick<Postgres, "origin" | "place">) => void },
) {
  return {
    backendConfig: [embeddedStorageConfig] as const,
    async openBackends(
      config: EmbeddedStorage,
      logger: Logger,
      services: readonly AnyService<Backends>[],
    ): Promise<OpenedBackends<Backends>> {
      const postgres = await openConfiguredPostgres(config, logger, false);
      try {
        await migrate(postgres.sql, migrationSources(services));
      } catch (error) {
        await postgres.close();
        if (!isUnavailable(error) || !(error instanceof Error)) throw error;
        throw new Error(`${postgres.origin}, does not answer: ${error.message}`, { cause: error });
      }
      options.onOpened(postgres);
      const redis = config.REDIS_URL === undefined
        ? createRedisTwin({ clock: systemClock })
        : openRedis({ url: config.REDIS_URL, randomBytes: systemRandomBytes, logger });
      return {
        backends: { sql: postgres.sql, redis },
        checks: { postgres: postgres.check, redis: redis.check },
        close: async () => {
          await redis.close();
          await postgres.close();
        },
      };
    },
  };
}

/**
 * Opens the given database, or the one in DATA_DIR.
 * @param attach use the server of a process that runs already, as commands beside it do
 * @throws ConfigError when there is none to be had
 */
export async function openConfiguredPostgres(
  config: Pick<EmbeddedStorage, "DATABASE_URL" | "DATA_DIR">,
  logger: Logger,
  attach: boolean,
): Promise<Postgres> {
  if (config.DATABASE_URL !== undefined) {
    return await openPostgres({ databaseUrl: config.DATABASE_URL });
  }
  try {
    return await openPostgres({
      dataDir: config.DATA_DIR,
      randomBytes: systemRandomBytes,
      logger,
      attach,
    });
  } catch (error) {
    if (!(error instanceof PostgresUnavailableError)) throw error;
    throw new ConfigError([{ variable: "DATA_DIR", problem: error.message }]);
  }
}
