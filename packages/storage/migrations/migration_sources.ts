import type { StoredService } from "packages/storage/service.ts";
import type { MigrationSource } from "packages/storage/migrations/migration_files.ts";

/** The schemas of the services that have one: named after the service, with underscores. */
export function migrationSources(services: readonly StoredService[]): MigrationSource[] {
  return services.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ schema: name.replaceAll("-", "_"), folder: migrations }]
  );
}
