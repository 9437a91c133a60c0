import type { StoredService } from "packages/storage/service.ts";
import type { MigrationSource } from "packages/storage/migrations/files.ts";

/** Returns the migrations of all services that have some. A schema has the name of its service, with underscores. */
export function migrationSources(services: readonly StoredService[]): MigrationSource[] {
  return services.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ schema: name.replaceAll("-", "_"), folder: migrations }]
  );
}
