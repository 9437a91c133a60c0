import assert from "node:assert/strict";
import { z } from "zod";
import { createQueues } from "packages/storage/jobs/create_queues.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";
import { takeJob } from "packages/storage/jobs/job_table.ts";
import { quietLog } from "packages/storage/jobs/testing/test_jobs.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

type Payload = { key: string };
const schema = z.object({ key: z.string() });
const WAITING = 20_000;
const KEYS = 1_000;
/** Enough to check a few jobs and their orders; independent of the number of waiting jobs. */
const ROWS_READ_MAX = 50;

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
});
Deno.test.afterAll(() => database.drop());

const QUEUES: readonly QueueDefinition<Payload>[] = [
  { name: "in.order", schema, orderKey: ({ key }) => key },
  { name: "wake.up", schema, policy: "stately" },
];

for (const queue of QUEUES) {
  Deno.test(`taking a job of ${queue.name} costs the same with any number of waiting jobs`, async () => {
    const { sql } = database;
    await createQueues(sql, QUEUES, quietLog);
    const keys = queue.policy === "stately" ? WAITING : KEYS;
    await sql`
      insert into pgboss.job (id, name, policy, singleton_key, created_on)
      select gen_random_uuid(), ${queue.name}, ${queue.policy ?? "standard"}, i % ${keys}::int,
        now() - (${WAITING}::int - i) * interval '1 ms'
      from generate_series(1, ${WAITING}::int) i`;
    await sql`analyze pgboss.job`;
    await sql.begin(async (tx) => {
      for (let taken = 1; taken <= 3; taken += 1) {
        const before = await rowsRead(tx);
        assert.ok(await takeJob(tx, queue));
        const read = await rowsRead(tx) - before;
        assert.ok(read <= ROWS_READ_MAX, `${read} rows were read to take job ${taken}`);
      }
    });
  });
}

/** Returns how many rows of the job table this transaction has read. */
async function rowsRead(tx: Parameters<typeof takeJob>[0]): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select (sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)))::int as count
    from pg_stat_xact_user_tables where schemaname = 'pgboss' and relname like 'job%'`;
  return row?.count ?? 0;
}
