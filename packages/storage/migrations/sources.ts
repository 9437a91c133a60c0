import type { AnyService } from "packages/platform/service.ts";
import type { MigrationSource } from "packages/storage/migrations/files.ts";

/** The schemas of the services that have one: named after the service, with underscores. */
export function migrationSources<B>(services: readonly AnyService<B>[]): MigrationSource[] {
  return services.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ schema: name.replaceAll("-", "_"), folder: migrations }]
  );
}
