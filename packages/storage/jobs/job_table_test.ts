import assert from "node:assert/strict";
import type { TransactionSql } from "postgres";
import { z } from "zod";
import { takeJobs } from "packages/storage/jobs/job_table.ts";
import { openQueueConnection } from "packages/storage/jobs/queue_connection.ts";
import { testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

const schema = z.object({ word: z.string() });
/** Enough to take a few jobs; independent of the number of waiting jobs. */
const ROWS_READ_MAX = 30;

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());

/** Waiting jobs of a queue; with statistics of an empty table, as after a quiet night. */
const BACKLOGS: Readonly<Record<string, (queue: string) => Promise<unknown>>> = {
  "20,000 keys": (queue) =>
    database.sql`
      insert into jobs.jobs (queue, key, id, is_wake_up, payload, due_at)
      select ${queue}, i, gen_random_uuid(), false, '{}', now() - i * interval '1 ms'
      from generate_series(1, 20000) i`,
  "one key with 5,000 jobs": async (queue) => {
    const definition = { name: queue, schema, key: () => "busy" };
    const jobs = testJobQueue(database.sql, [definition]);
    await database.sql.begin(async (tx) => {
      for (let word = 0; word < 5_000; word += 1) {
        await jobs.send(definition, { word: String(word) }, { tx });
      }
    });
    await jobs.stop();
  },
};

for (const [backlog, fill] of Object.entries(BACKLOGS)) {
  Deno.test(`taking a job reads a few rows only, while ${backlog} wait`, async () => {
    const queue = `queue of ${backlog}`;
    await database.sql`truncate jobs.jobs, jobs.backlog`;
    await database.sql`analyze jobs.jobs, jobs.backlog`;
    await fill(queue);
    const { sql: connection } = openQueueConnection(database.sql);
    await connection.begin(async (tx) => {
      const before = await rowsRead(tx);
      assert.equal((await takeJobs(tx, [{ queue, free: 1 }])).length, 1);
      await takeJobs(tx, [{ queue, free: 1 }]);
      const read = await rowsRead(tx) - before;
      assert.ok(read <= ROWS_READ_MAX, `${read} rows were read`);
    });
    await connection.end();
  });
}

/** Returns how many rows of the job tables this transaction has read. */
async function rowsRead(tx: TransactionSql): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select (sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)))::int as count
    from pg_stat_xact_user_tables where schemaname = 'jobs'`;
  return row?.count ?? 0;
}
