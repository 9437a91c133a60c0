import assert from "node:assert/strict";
import { callbackMessage } from "packages/events/callback_message.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import { createLogger } from "packages/platform/log.ts";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import { withJobs } from "packages/storage/jobs/testing/test_jobs.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { simulatedEntry } from "services/callback/inbox/simulated_entry.ts";
import { createInboxStore, type InboxStore } from "services/callback/inbox/inbox_store.ts";
import { callbackService } from "services/callback/service.ts";
import { createInboxPruner } from "services/callback/inbox/inbox_pruner.ts";

const DAY_MS = 86_400_000;
const clock = createFakeClock();
const queues = [callbackMessage, memberChanged];

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([callbackService]));
});
Deno.test.afterAll(() => database.drop());

function withInbox(work: (inbox: InboxStore) => Promise<void>): Promise<void> {
  const { sql } = database;
  const nextId = createOrderedIds(clock, systemRandomBytes);
  return withJobs(sql, queues, (jobs) => work(createInboxStore({ sql, jobs, nextId })));
}

const entryAt = (now: number) =>
  simulatedEntry({ externalUserId: "wm-demo-1", text: "你好" }, {
    app: "default",
    corpId: "ww0123456789abcdef",
    now,
    randomBytes: systemRandomBytes,
  });

const count = async (table: "callback.inbox" | "jobs.jobs") =>
  (await database.sql`select 1 from ${database.sql(table)}`).length;

Deno.test("twenty deliveries at the same time give one row and one job, and all return the same row", async () => {
  await withInbox(async (inbox) => {
    const entry = entryAt(clock.now());
    const stored = await Promise.all(Array.from({ length: 20 }, () => inbox.store(entry)));
    assert.equal(new Set(stored.map(({ inboxId }) => inboxId)).size, 1);
    assert.equal(stored.filter(({ isNew }) => isNew).length, 1);
    assert.deepEqual([await count("callback.inbox"), await count("jobs.jobs")], [1, 1]);
    const [row] = await database.sql`select deliveries from callback.inbox`;
    assert.equal(row!["deliveries"], 20);
  });
});

Deno.test("a try that is aborted before it begins writes nothing", async () => {
  await withInbox(async (inbox) => {
    const before = await count("callback.inbox");
    await assert.rejects(inbox.store(entryAt(clock.now()), AbortSignal.abort()));
    assert.equal(await count("callback.inbox"), before);
  });
});

Deno.test("only entries older than the retention are deleted", async () => {
  await withInbox(async (inbox) => {
    await database.sql`truncate callback.inbox`;
    for (const daysUntilNext of [0.99, 0.02, 13.99, 0]) {
      await inbox.store(entryAt(clock.now()));
      clock.advance(daysUntilNext * DAY_MS);
    }
    const lines: string[] = [];
    const log = createLogger({ level: "info", write: (line) => lines.push(line) });
    await createInboxPruner({ inbox, retentionDays: 14, clock, log }).run();
    assert.equal(await count("callback.inbox"), 2);
    assert.match(lines.join(), /inbox_pruned.*"entries":2/);
  });
});
