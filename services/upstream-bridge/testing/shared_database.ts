import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";

let database: Promise<TestDatabase> | undefined;

/**
 * The database of the test file, without rows. The tests of a file share it, because creating a database takes longer
 * than most tests; so they must not run at the same time.
 */
export async function openEmptyDatabase(): Promise<Pick<TestDatabase, "url" | "sql">> {
  database ??= createTestDatabase(migrationSources([upstreamBridgeService]));
  const { url, sql } = await database;
  await sql`
    truncate upstream_bridge.accounts, upstream_bridge.pushes, upstream_bridge.log,
      upstream_bridge.settings cascade`;
  await sql`truncate jobs.jobs, jobs.backlog, jobs.dead_letters`;
  return { url, sql };
}

/** The address of the database, for other processes. Call it after {@link openEmptyDatabase}. */
export async function databaseUrl(): Promise<string> {
  return (await database!).url;
}

Deno.test.afterAll(async () => await (await database)?.drop());
