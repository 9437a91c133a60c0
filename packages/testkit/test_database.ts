import postgres from "postgres";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createLogger } from "packages/platform/log.ts";
import { createQueues } from "packages/storage/jobs/create_queues.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import type { MigrationSource } from "packages/storage/migrations/files.ts";
import { startPostgresServer } from "packages/testkit/postgres_server.ts";

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** Removes the database, and ends the server if it was started for it. */
  drop(): Promise<void>;
}

/**
 * Makes a database, migrates it and creates its `queues`: on the server `TEST_DATABASE_URL`, whose user must be allowed to
 * create databases, or on one that it starts.
 */
export async function createTestDatabase(
  migrations: readonly MigrationSource[] = [],
  queues: readonly AnyQueue[] = [],
): Promise<TestDatabase> {
  const given = Deno.env.get("TEST_DATABASE_URL");
  const server = given === undefined ? await startPostgresServer() : undefined;
  const admin = connect(given ?? server!.url);
  const name = `test_${randomHex(systemRandomBytes, 8)}`;
  await admin.unsafe(`create database ${name}`);
  const url = new URL(given ?? server!.url);
  url.pathname = `/${name}`;
  const sql = connect(url.href);
  await migrate(sql, migrations);
  if (queues.length > 0) await createQueues(sql, queues, createLogger({ level: "error" }));
  return {
    url: url.href,
    sql,
    async drop() {
      await sql.end({ timeout: 1 });
      if (server === undefined) await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end({ timeout: 1 });
      await server?.stop();
    },
  };
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 10, onnotice: () => {}, connection: { TimeZone: "UTC" } });
}
