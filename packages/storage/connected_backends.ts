import type { Logger } from "packages/platform/log.ts";
import type { OpenedBackends } from "packages/platform/process.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyService, Check } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import { connectedStorageConfig } from "packages/storage/config.ts";
import { schemaFits } from "packages/storage/migrate.ts";
import { migrationSources } from "packages/storage/migration_sources.ts";
import { openPostgres } from "packages/storage/postgres.ts";
import { openRedis } from "packages/storage/redis_client.ts";

/** Backends of a service that runs alone: given servers. It never migrates; it stays unready until the schema fits. */
export const connectedBackends = {
  backendConfig: [connectedStorageConfig] as const,
  async openBackends(
    config: { readonly DATABASE_URL: string; readonly REDIS_URL: string },
    logger: Logger,
    services: readonly AnyService<Backends>[],
  ): Promise<OpenedBackends<Backends>> {
    const postgres = await openPostgres({ databaseUrl: config.DATABASE_URL });
    const redis = openRedis({ url: config.REDIS_URL, randomBytes: systemRandomBytes, logger });
    const sources = migrationSources(services);
    const schema: Check = async () => {
      const misfit = await schemaFits(postgres.sql, sources);
      if (misfit !== undefined) throw new Error(misfit);
    };
    return {
      backends: { sql: postgres.sql, redis },
      checks: { postgres: postgres.check, redis: redis.check, schema },
      close: async () => {
        await redis.close();
        await postgres.close();
      },
    };
  },
};
