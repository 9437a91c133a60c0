import assert from "node:assert/strict";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import { withJobs } from "packages/storage/jobs/testing/test_jobs.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";

const ID = "0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c3b";
const clock = createFakeClock();

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());
Deno.test.beforeEach(async () => void await database.sql`delete from jobs.jobs`);

const readJobs = () => database.sql`select id, queue, payload from jobs.jobs`;

async function emitTest(options: { url: string | undefined; sentBy: object; fails?: boolean }) {
  await withJobs(database.sql, [webhookDeliver], async (jobs) => {
    const nextId = createOrderedIds(clock, systemRandomBytes);
    const webhooks = createWebhooks({ jobs, url: options.url, clock, nextId });
    await database.sql.begin(async (tx) => {
      await webhooks.emit(tx, "webhook.test", options.sentBy as { sentBy: string }, { id: ID });
      if (options.fails) throw new Error("undo");
    }).catch((error) => assert.equal(error.message, "undo"));
  });
}

Deno.test("an event is a job of the caller's transaction, with the fields of its schema only", async () => {
  await emitTest({ url: "http://localhost/", sentBy: { sentBy: "张三", phone: "13800000000" } });
  assert.deepEqual([...await readJobs()], [{
    id: ID,
    queue: "webhook.deliver",
    payload: {
      id: ID,
      type: "webhook.test",
      timestamp: "2026-01-01T00:00:00.000Z",
      data: { sentBy: "张三" },
    },
  }]);
});

Deno.test("an event of a transaction that is undone is not sent", async () => {
  await emitTest({ url: "http://localhost/", sentBy: { sentBy: "x" }, fails: true });
  assert.deepEqual([...await readJobs()], []);
});

Deno.test("without WEBHOOK_URL nothing is sent", async () => {
  await emitTest({ url: undefined, sentBy: { sentBy: "x" } });
  assert.deepEqual([...await readJobs()], []);
});
