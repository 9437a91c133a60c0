import assert from "node:assert/strict";
import { z } from "zod";
import { createGatedWorker } from "packages/storage/jobs/testing/gated_worker.ts";
import { testJobQueue, withJobs } from "packages/storage/jobs/testing/test_jobs.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

const schema = z.object({ word: z.string() });
const wakeUps = (name: string) => ({
  name,
  schema,
  key: ({ word }: { word: string }) => word,
  isWakeUp: true,
});

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());

Deno.test("for one key one job runs and one waits, and a waiting key does not delay other keys", async () => {
  const queue = wakeUps("keys");
  await withJobs(database.sql, [queue], async (jobs) => {
    const { running, finish, history } = createGatedWorker(jobs, queue, 2);
    const send = (word: string) => jobs.send(queue, { word });
    await send("a");
    await eventually(() => assert.deepEqual([...running.keys()], ["a"]));
    for (let more = 1; more <= 4; more += 1) await send("a");
    await send("b");
    await eventually(() => assert.deepEqual([...running.keys()], ["a", "b"]));
    finish("b");
    await send("c");
    await eventually(() => assert.deepEqual([...running.keys()], ["a", "c"]));
    finish("a");
    await eventually(() => assert.deepEqual([...running.keys()], ["c", "a"]));
    finish("a");
    finish("c");
    await eventually(() => assert.equal(running.size, 0));
    await send("d");
    await eventually(() => assert.equal(running.size, 1));
    assert.deepEqual(history, ["a", "b", "c", "a", "d"]);
    finish("d");
    const keyless = { ...queue, key: () => undefined };
    await assert.rejects(jobs.send(keyless, { word: "x" }), /a wake-up needs a key$/);
  });
});

Deno.test("a waiting wake-up sees the rows of the transaction that sent it again", async () => {
  const queue = wakeUps("held");
  await database.sql`create table public.messages (text text)`;
  await withJobs(database.sql, [queue], async (jobs) => {
    const seen: string[] = [];
    await jobs.send(queue, { word: "held" });
    await database.sql.begin(async (tx) => {
      await tx`insert into public.messages values ('在吗')`;
      await jobs.send(queue, { word: "held" }, { tx });
      jobs.work(queue, async ({ payload: { word } }) => {
        const rows = await database.sql<{ text: string }[]>`select text from public.messages`;
        seen.push(`${word}: ${rows.map(({ text }) => text).join()}`);
      });
      await jobs.send(queue, { word: "later" });
      await eventually(() => assert.deepEqual(seen, ["later: "]));
    });
    await eventually(() => assert.deepEqual(seen, ["later: ", "held: 在吗"]));
  });
});

Deno.test("with many senders and two processes, each key gets a job after its last commit", async () => {
  const queue = wakeUps("race");
  await database.sql`create table public.race (key text, number int, seen boolean default false)`;
  await withJobs(database.sql, [queue], async (jobs) => {
    const other = testJobQueue(database.sql, [queue]);
    await other.start();
    for (const each of [jobs, other]) {
      each.work(queue, async ({ payload }) => {
        await database.sql`update public.race set seen = true where key = ${payload.word}`;
      }, { concurrency: 2 });
    }
    await Promise.all(Array.from({ length: 150 }, (_, number) => {
      const word = `key ${number % 3}`;
      return database.sql.begin(async (tx) => {
        await tx`insert into public.race (key, number) values (${word}, ${number})`;
        await jobs.send(queue, { word }, { tx });
      });
    }));
    await eventually(async () => {
      const [row] = await database.sql`
        select count(*)::int as sent, count(*) filter (where not seen)::int as missed
        from public.race`;
      assert.deepEqual({ ...row }, { sent: 150, missed: 0 });
    });
    await other.stop();
  });
});

Deno.test("while a key waits for its next attempt it gets no second job, and no dead letter", async () => {
  const queue = wakeUps("backoff");
  await withJobs(database.sql, [queue], async (jobs) => {
    const attempts: number[] = [];
    jobs.work(queue, async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length > 1) return;
      await jobs.send(queue, { word: "x" });
      throw new Error("the model is away");
    });
    await jobs.send(queue, { word: "x" });
    await eventually(() => assert.deepEqual(attempts, [1, 2, 1]));
    assert.deepEqual((await jobs.deadLetters.list({ limit: 1, queue: "backoff" })).items, []);
  });
});

Deno.test("a wake-up that hastens starts a delayed wake-up of the same key at once", async () => {
  const queue = wakeUps("hasten");
  await withJobs(database.sql, [queue], async (jobs) => {
    const woken: string[] = [];
    const hour = { startAfterMs: 3_600_000 };
    await jobs.send(queue, { word: "a" }, hour);
    await jobs.send(queue, { word: "a" }, hour);
    jobs.work(queue, ({ payload }) => Promise.resolve(void woken.push(payload.word)));
    await jobs.send(queue, { word: "a" }, { hastens: true });
    await eventually(() => assert.deepEqual(woken, ["a"]));
  });
});
