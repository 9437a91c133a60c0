import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { DeadLetter, JobQueue } from "packages/storage/jobs/job_queue.ts";
import { createGatedWorker } from "packages/storage/jobs/testing/gated_worker.ts";
import { withJobs } from "packages/storage/jobs/testing/test_jobs.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

const CHILD = fileURLToPath(new URL("./testing/test_worker.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

const schema = z.object({ word: z.string() });

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());

Deno.test("a failed job is tried again after a pause, and then is a dead letter that can be replayed", async () => {
  const queue = { name: "failing", schema, retryLimit: 1 };
  await withJobs(database.sql, [queue], async (jobs) => {
    const attempts: { attempt: number; at: number }[] = [];
    let broken = true;
    jobs.work(queue, ({ attempt }) => {
      attempts.push({ attempt, at: performance.now() });
      return broken ? Promise.reject(new Error("the model is away")) : Promise.resolve();
    });
    const before = Date.now();
    await jobs.send(queue, { word: "x" });
    const dead = await waitForDeadLetter(jobs, "failing");
    assert.deepEqual(attempts.map(({ attempt }) => attempt), [1, 2]);
    assert.ok(attempts[1]!.at - attempts[0]!.at >= 1_000);
    assert.deepEqual({ ...dead, id: "", sentAt: 0, failedAt: 0 }, {
      id: "",
      queue: "failing",
      payload: { word: "x" },
      error: "the model is away",
      attempts: 2,
      sentAt: 0,
      failedAt: 0,
    });
    assert.ok(dead.sentAt.getTime() > before - 1_000 && dead.failedAt > dead.sentAt);
    broken = false;
    assert.equal(await jobs.deadLetters.replay(dead.id), true);
    await eventually(() => assert.equal(attempts.length, 3));
    assert.equal(attempts[2]!.attempt, 1);
    assert.equal(await jobs.deadLetters.replay(dead.id), false);
    assert.equal(await jobs.deadLetters.replay("no id"), false);
    assert.deepEqual((await jobs.deadLetters.list({ limit: 10, queue: "failing" })).items, []);
  });
});

Deno.test("when a job with a key is a dead letter, the next job of the key runs", async () => {
  const queue = { name: "goes.on", schema, retryLimit: 0, key: () => "one" };
  await withJobs(database.sql, [queue], async (jobs) => {
    const done: string[] = [];
    for (const word of ["broken", "second", "third"]) await jobs.send(queue, { word });
    jobs.work(queue, ({ payload: { word } }) => {
      if (word === "broken") return Promise.reject(new Error("no"));
      return Promise.resolve(void done.push(word));
    });
    await eventually(() => assert.deepEqual(done, ["second", "third"]));
    assert.deepEqual((await waitForDeadLetter(jobs, "goes.on")).payload, { word: "broken" });
  });
});

Deno.test("a stored payload that does not match the schema is a dead letter at once, with the reason", async () => {
  const queue = { name: "misfit", schema };
  const older = { name: "misfit", schema: z.object({ words: z.array(z.string()) }) };
  await withJobs(database.sql, [queue], async (jobs) => {
    let calls = 0;
    await jobs.send(older, { words: ["a"] });
    jobs.work(queue, () => Promise.resolve(void (calls += 1)));
    const dead = await waitForDeadLetter(jobs, "misfit");
    assert.match(
      dead.error,
      /^Cannot work on a job of the queue misfit: its payload does not fit: .*word/,
    );
    assert.deepEqual([dead.payload, dead.attempts, calls], [{ words: ["a"] }, 1, 0]);
  });
});

Deno.test("dead letters are listed in pages, the latest first, and can be removed", async () => {
  const queue = { name: "pages", schema, retryLimit: 0 };
  await withJobs(database.sql, [queue], async (jobs) => {
    jobs.work(queue, () => Promise.reject(new Error("no")));
    for (const word of ["a", "b", "c", "d", "e"]) {
      await jobs.send(queue, { word });
      await eventually(async () =>
        assert.deepEqual((await listAll(jobs, 10)).at(0)?.payload, { word })
      );
    }
    const all = await listAll(jobs, 2);
    assert.deepEqual(
      all.map(({ payload }) => (payload as { word: string }).word).join(""),
      "edcba",
    );
    assert.equal(await jobs.deadLetters.remove(all[1]!.id), true);
    assert.equal(await jobs.deadLetters.remove(all[1]!.id), false);
    assert.equal((await listAll(jobs, 10)).length, 4);
    for (
      const cursor of ["", "x", "1-2", "99999999999999999-------------------------------------"]
    ) {
      await assert.rejects(jobs.deadLetters.list({ limit: 1, cursor }), RangeError);
    }
  });
});

Deno.test("an attempt that takes too long gets an aborted signal and has failed", async () => {
  const queue = { name: "slow", schema, retryLimit: 0, timeoutSeconds: 1 };
  await withJobs(database.sql, [queue], async (jobs) => {
    jobs.work(
      queue,
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted")))
        ),
    );
    await jobs.send(queue, { word: "x" });
    assert.equal((await waitForDeadLetter(jobs, "slow")).error, "aborted");
  });
});

Deno.test("a job that was running when the connection was lost runs again, because its commits may be lost", async () => {
  const queue = { name: "repeated", schema };
  await withJobs(database.sql, [queue], async (jobs) => {
    const attempts: number[] = [];
    jobs.work(queue, async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length > 1) return;
      await database.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like '% jobs'`;
    });
    await jobs.send(queue, { word: "x" });
    await eventually(async () => {
      const { count } = await database.sql`select from jobs.jobs where queue = 'repeated'`;
      assert.equal(count, 0);
    });
    assert.deepEqual(attempts, [1, 1]);
  });
});

Deno.test("a worker that stops finishes its running jobs and takes no new one", async () => {
  const queue = { name: "stopping", schema };
  await withJobs(database.sql, [queue], async (jobs) => {
    const { running, finish, worker } = createGatedWorker(jobs, queue, 1);
    await jobs.send(queue, { word: "a" });
    await eventually(() => assert.equal(running.size, 1));
    await jobs.send(queue, { word: "b" });
    const stopped = worker.stop();
    finish("a");
    await stopped;
    const rows = await database.sql`
      select payload->>'word' as word, attempt from jobs.jobs where queue = 'stopping'`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [{ word: "b", attempt: 0 }]);
  });
});

Deno.test("the job of a killed process, and one that a stopping process could not finish, run in another process", async () => {
  const killed = { name: "killed", schema };
  const left = { name: "left", schema };
  await withJobs(database.sql, [killed, left], async (jobs) => {
    const done: { queue: string; attempt: number; afterMs: number }[] = [];
    const children = [killed, left].map(({ name }) => startChild(database.url, name));
    await jobs.send(killed, { word: "k" });
    await jobs.send(left, { word: "l" });
    await Promise.all(children.map(({ printed }) => printed(/^taken .*$/m)));
    const endedAt = performance.now();
    children[0]!.kill("SIGKILL");
    children[1]!.kill("SIGTERM");
    for (const queue of [killed, left]) {
      jobs.work(queue, ({ attempt }) => {
        done.push({ queue: queue.name, attempt, afterMs: performance.now() - endedAt });
        return Promise.resolve();
      });
    }
    await eventually(() => assert.equal(done.length, 2), { withinMs: 30_000 });
    done.sort((one, other) => one.queue < other.queue ? -1 : 1);
    assert.deepEqual(done.map(({ queue, attempt }) => `${queue} ${attempt}`), [
      "killed 2",
      "left 1",
    ]);
    assert.ok(done[0]!.afterMs < 20_000, JSON.stringify(done));
    await Promise.all(children.map(({ ended }) => ended));
    await eventually(async () => {
      const open = await database.sql`
        select 1 from jobs.jobs where queue in ('killed', 'left')`;
      assert.equal(open.count, 0);
    });
  });
});

async function waitForDeadLetter(jobs: JobQueue, queue: string): Promise<DeadLetter> {
  return await eventually(async () => {
    const { items } = await jobs.deadLetters.list({ limit: 10, queue });
    assert.equal(items.length, 1);
    return items[0]!;
  });
}

async function listAll(jobs: JobQueue, limit: number): Promise<DeadLetter[]> {
  const all: DeadLetter[] = [];
  let cursor: string | undefined;
  do {
    const at = cursor === undefined ? {} : { cursor };
    const page = await jobs.deadLetters.list({ limit, queue: "pages", ...at });
    assert.ok(page.items.length <= limit);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** Starts testing/test_worker.ts as a separate process. */
function startChild(url: string, queue: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", `--config=${CONFIG}`, CHILD, url, queue],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  const read = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) output += text;
  })();
  return {
    kill: (signal: Deno.Signal) => child.kill(signal),
    ended: Promise.all([child.status, read]),
    /** Waits until it has printed such a line. */
    printed: (line: RegExp) =>
      eventually(() => {
        const [found] = line.exec(output) ?? [];
        assert.ok(found !== undefined, output);
        return found;
      }),
  };
}
