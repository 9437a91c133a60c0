import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import type { StoredService } from "packages/storage/service.ts";
import type { MigrationSource } from "packages/storage/migrations/files.ts";

/** The tables of the job queue. */
const JOBS: MigrationSource = {
  schema: "jobs",
  folder: new URL("packages/storage/jobs/migrations/", PROJECT_ROOT),
};

/**
 * Returns the migrations of the job queue and of all services that have some. A schema has the name of its service, with
 * underscores.
 */
export function migrationSources(services: readonly StoredService[]): MigrationSource[] {
  const own = services.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ schema: name.replaceAll("-", "_"), folder: migrations }]
  );
  return [JOBS, ...own];
}
