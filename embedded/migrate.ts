import { services } from "embedded/services.ts";
import { queuesOf } from "packages/storage/service.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { createLogger } from "packages/platform/log.ts";
import { runOnDatabase } from "packages/storage/run_on_database.ts";
import { createQueues } from "packages/storage/jobs/create_queues.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";

await runOnDatabase(readEnvironment(), async (postgres) => {
  print(postgres.origin);
  const applied = await migrate(postgres.sql, migrationSources(services));
  for (const { schema, version, name } of applied) {
    print(`  ${schema}: ${String(version).padStart(4, "0")}_${name}`);
  }
  const created = await createQueues(
    postgres.sql,
    queuesOf(services),
    createLogger({ level: "warn" }),
  );
  for (const name of created) print(`  queue ${name}`);
  print(
    applied.length + created.length === 0
      ? "Nothing to do: all schemas and queues are up to date"
      : "All schemas and queues are up to date",
  );
});

function print(line: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(line);
}
