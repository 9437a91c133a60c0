import assert from "node:assert/strict";
import { z } from "zod";
import { withJobs } from "packages/storage/jobs/testing/test_jobs.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

const schema = z.object({ word: z.string() });

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());

/** The attempt of another worker. */
const OTHER = "01890000-0000-7000-8000-000000000000";

const OUTCOMES: Readonly<Record<string, () => Promise<void>>> = {
  done: () => Promise.resolve(),
  failed: () => Promise.reject(new Error("the model is down")),
};

for (const [outcome, end] of Object.entries(OUTCOMES)) {
  Deno.test(`an attempt that another worker has taken over does not change that attempt when it is ${outcome}`, async () => {
    const queue = { name: `overtaken.${outcome}`, schema };
    await withJobs(database.sql, [queue], async (jobs) => {
      const begun = Promise.withResolvers<void>();
      const overtaken = Promise.withResolvers<void>();
      const worker = jobs.work(queue, async () => {
        begun.resolve();
        await overtaken.promise;
        await end();
      });
      await jobs.send(queue, { word: "x" });
      await begun.promise;
      // As after ten seconds without a heartbeat, when another worker has taken the job.
      await database.sql`
        update jobs.jobs set taken_by = ${OTHER}, attempt = 2 where queue = ${queue.name}`;
      overtaken.resolve();
      await worker.stop();
      await eventually(async () => {
        const rows = await database.sql`
          select taken_by, attempt from jobs.jobs where queue = ${queue.name}`;
        assert.deepEqual(rows.map((row) => ({ ...row })), [{ taken_by: OTHER, attempt: 2 }]);
      });
    });
  });
}
