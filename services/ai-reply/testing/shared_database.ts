import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { aiReplyService } from "services/ai-reply/service.ts";

let database: Promise<TestDatabase> | undefined;

/**
 * The database of the test file, without rows. The tests of a file share it, because creating a database takes longer
 * than most tests; so they must not run at the same time.
 */
export async function openEmptyDatabase(): Promise<Pick<TestDatabase, "url" | "sql">> {
  database ??= createTestDatabase(migrationSources([aiReplyService]));
  const { url, sql } = await database;
  await sql`
    truncate ai_reply.conversations, ai_reply.customers, ai_reply.members, ai_reply.kf_cursors
    cascade`;
  await sql`truncate jobs.jobs, jobs.backlog, jobs.dead_letters`;
  return { url, sql };
}

Deno.test.afterAll(async () => await (await database)?.drop());
