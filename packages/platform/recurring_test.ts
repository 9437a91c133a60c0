import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createRecurring } from "packages/platform/recurring.ts";
import { eventually } from "packages/testkit/eventually.ts";

const quiet = createLogger({ level: "error", write: () => {} });

Deno.test("recurring work repeats, never runs twice at the same time, and stop waits for it", async () => {
  let runs = 0;
  let gate = Promise.withResolvers<void>();
  const recurring = createRecurring({
    everyMs: 1,
    async work() {
      runs += 1;
      await gate.promise;
    },
    failure: "work_failed",
    log: quiet,
  });
  recurring.start();
  await eventually(() => assert.equal(runs, 1));
  let intervals = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (++intervals < 5) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  assert.equal(runs, 1, "five intervals have passed while it was running");
  const opened = gate;
  gate = Promise.withResolvers<void>();
  opened.resolve();
  await eventually(() => assert.equal(runs, 2));
  let hasStopped = false;
  const stopping = recurring.stop().then(() => hasStopped = true);
  await Promise.resolve();
  assert.equal(hasStopped, false);
  gate.resolve();
  await stopping;
  assert.equal(runs, 2);
});

Deno.test("recurring work that fails is logged, and runs again at the next interval", async () => {
  const logged: { event: string; error: { message: string } }[] = [];
  const log = createLogger({ level: "warn", write: (line) => logged.push(JSON.parse(line)) });
  const recurring = createRecurring({
    everyMs: 1,
    work: () => Promise.reject(new Error("the database is away")),
    failure: "work_failed",
    log,
  });
  recurring.start();
  await eventually(() => assert.ok(logged.length >= 2));
  await recurring.stop();
  assert.deepEqual([logged[0]?.event, logged[0]?.error.message], [
    "work_failed",
    "the database is away",
  ]);
});
