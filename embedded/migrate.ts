import { services } from "embedded/services.ts";
import { startEnvironment } from "packages/platform/config/start_environment.ts";
import { runOnDatabase } from "packages/storage/run_on_database.ts";
import { dropOldJobTables } from "packages/storage/jobs/old_tables.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";

await runOnDatabase(startEnvironment().env, async (postgres) => {
  print(postgres.origin);
  const applied = await postgres.unlimited(() => migrate(postgres.sql, migrationSources(services)));
  for (const { schema, version, name } of applied) {
    print(`  ${schema}: ${String(version).padStart(4, "0")}_${name}`);
  }
  const openJobs = await dropOldJobTables(postgres.sql);
  if (openJobs !== undefined) {
    print(
      `  pgboss: job tables of an older version removed, with ${openJobs} jobs that were not done`,
    );
  }
  print(
    applied.length === 0 && openJobs === undefined
      ? "Nothing to do: all schemas are up to date"
      : "All schemas are up to date",
  );
});

function print(line: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(line);
}
