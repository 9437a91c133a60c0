import assert from "node:assert/strict";
import { createHealth } from "packages/platform/health.ts";

Deno.test("a report lists every check, and is ok only when all checks are ok", async () => {
  const health = createHealth();
  health.open();
  health.add({ redis: () => Promise.resolve() });
  assert.deepEqual(await health.report(), { ok: true, checks: { process: "ok", redis: "ok" } });
  health.add({ postgres: () => Promise.reject(new Error("Cannot use PostgreSQL: away")) });
  assert.deepEqual(await health.report(), {
    ok: false,
    checks: { process: "ok", redis: "ok", postgres: "Cannot use PostgreSQL: away" },
  });
});

Deno.test("a check that hangs ends at its timeout and does not block the report; checks run in parallel", async () => {
  const health = createHealth({ checkTimeoutMs: 1_000 });
  health.open();
  const hang = () => new Promise<void>(() => {});
  health.add({ first: hang, second: hang, third: hang, good: () => Promise.resolve() });
  const startedAt = performance.now();
  const { ok, checks } = await health.report();
  assert.ok(performance.now() - startedAt < 2_900);
  assert.equal(ok, false);
  assert.equal(checks["first"], "no answer within 1000 ms");
  assert.equal(checks["good"], "ok");
});

Deno.test("a check that throws synchronously is a failed check", async () => {
  const health = createHealth();
  health.add({
    broken: () => {
      throw new Error("Cannot check");
    },
  });
  assert.equal((await health.report()).checks["broken"], "Cannot check");
});

Deno.test("for any number of callers the checks run once a second; a shutdown is visible at once", async () => {
  let now = 0;
  let runs = 0;
  const health = createHealth({ now: () => now });
  health.open();
  health.add({
    counted: () => {
      runs += 1;
      return Promise.resolve();
    },
  });
  await Promise.all([health.report(), health.report()]);
  now = 999;
  assert.equal((await health.report()).ok, true);
  assert.equal(runs, 1);
  now = 1_000;
  await health.report();
  assert.equal(runs, 2);
  health.shut();
  assert.equal((await health.report()).ok, false);
  assert.equal(runs, 2);
});

Deno.test("a process that was ready once stays ready in an outage, which the report shows, until it shuts down", async () => {
  let isAway = true;
  let runs = 0;
  let now = 0;
  const health = createHealth({ now: () => now });
  health.add({
    redis() {
      runs += 1;
      return isAway ? Promise.reject(new Error("Cannot use Redis")) : Promise.resolve();
    },
  });
  health.open();
  assert.equal(await health.isReady(), false, "its servers were never usable");
  now += 1_000;
  isAway = false;
  assert.equal(await health.isReady(), true);
  now += 1_000;
  isAway = true;
  const runsBefore = runs;
  assert.equal(await health.isReady(), true);
  assert.equal(runs, runsBefore, "a ready process need not ask its servers");
  const report = await health.report();
  assert.deepEqual([report.ok, report.checks["redis"]], [false, "Cannot use Redis"]);
  health.shut();
  assert.equal(await health.isReady(), false);
});
