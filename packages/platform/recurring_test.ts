import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createRecurring } from "packages/platform/recurring.ts";
import { eventually } from "packages/testkit/eventually.ts";

const quiet = createLogger({ level: "error", write: () => {} });

Deno.test("recurring work is done again and again, not twice at a time, and stopping waits for it", async () => {
  let begun = 0;
  let gate = Promise.withResolvers<void>();
  const recurring = createRecurring({
    everyMs: 1,
    async work() {
      begun += 1;
      await gate.promise;
    },
    failure: "work_failed",
    log: quiet,
  });
  recurring.start();
  await eventually(() => assert.equal(begun, 1));
  let turns = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (++turns < 5) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  assert.equal(begun, 1, "five turns have come while it was under way");
  const opened = gate;
  gate = Promise.withResolvers<void>();
  opened.resolve();
  await eventually(() => assert.equal(begun, 2));
  let hasStopped = false;
  const stopping = recurring.stop().then(() => hasStopped = true);
  await Promise.resolve();
  assert.equal(hasStopped, false);
  gate.resolve();
  await stopping;
  assert.equal(begun, 2);
});

Deno.test("recurring work that fails is told of, and done again in its turn", async () => {
  const told: { event: string; error: { message: string } }[] = [];
  const log = createLogger({ level: "warn", write: (line) => told.push(JSON.parse(line)) });
  const recurring = createRecurring({
    everyMs: 1,
    work: () => Promise.reject(new Error("the database is away")),
    failure: "work_failed",
    log,
  });
  recurring.start();
  await eventually(() => assert.ok(told.length >= 2));
  await recurring.stop();
  assert.deepEqual([told[0]?.event, told[0]?.error.message], [
    "work_failed",
    "the database is away",
  ]);
});
