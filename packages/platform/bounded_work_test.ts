import assert from "node:assert/strict";
import { createBoundedWork } from "packages/platform/bounded_work.ts";

/** Work that ends when the test says so. */
function controlledWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const work = { hasStarted: false, end: resolve, fail: reject, run };
  function run(): Promise<string> {
    work.hasStarted = true;
    return promise;
  }
  return work;
}

Deno.test("work beyond the limit waits for its turn, and work beyond the queue is refused", async () => {
  const bounded = createBoundedWork({ atOnce: 2, waiting: 1 });
  const pieces = Array.from({ length: 4 }, controlledWork);
  const results = pieces.map(({ run }) => bounded.run(run));
  assert.deepEqual(pieces.map(({ hasStarted }) => hasStarted), [true, true, false, false]);
  assert.equal(results[3], undefined);
  pieces[1]!.end("second");
  assert.equal(await results[1], "second");
  assert.deepEqual(pieces.map(({ hasStarted }) => hasStarted), [true, true, true, false]);
  pieces[0]!.end("first");
  pieces[2]!.end("third");
  assert.deepEqual(await Promise.all(results.slice(0, 3)), ["first", "second", "third"]);
});

Deno.test("work that fails frees its place", async () => {
  const bounded = createBoundedWork({ atOnce: 1, waiting: 1 });
  const [first, second, third] = [controlledWork(), controlledWork(), controlledWork()];
  const failed = bounded.run(first.run)!;
  const waiting = bounded.run(second.run)!;
  first.fail(new Error("Cannot do the work: the test says so"));
  await assert.rejects(failed);
  second.end("second");
  assert.equal(await waiting, "second");
  third.end("third");
  assert.equal(await bounded.run(third.run), "third");
});
