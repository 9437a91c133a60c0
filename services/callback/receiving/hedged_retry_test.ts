import assert from "node:assert/strict";
import { UnavailableError } from "packages/platform/errors.ts";
import { retryUntilDeadline } from "services/callback/receiving/hedged_retry.ts";

const within = (ms: number) => performance.now() + ms;
const never = () => new Promise<never>(() => {});

Deno.test("a failed try is repeated until one succeeds", async () => {
  let tries = 0;
  const work = () => ++tries < 3 ? Promise.reject(new Error("away")) : Promise.resolve("done");
  assert.equal(await retryUntilDeadline(work, within(10_000)), "done");
  assert.equal(tries, 3);
});

Deno.test("after the deadline the last error of the work is thrown", async () => {
  const error = new Error("away");
  await assert.rejects(retryUntilDeadline(() => Promise.reject(error), within(0)), error);
});

Deno.test("a work that does not end gives UnavailableError at the deadline", async () => {
  await assert.rejects(retryUntilDeadline(never, within(20)), UnavailableError);
});

Deno.test("a second try starts beside a slow one, and the first success aborts the other", async () => {
  const signals: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    return signals.length === 1 ? never() : Promise.resolve("second");
  };
  assert.equal(await retryUntilDeadline(work, within(10_000), 10), "second");
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, true]);
});

Deno.test("a slow try that succeeds after the second one started still counts", async () => {
  const slow = Promise.withResolvers<string>();
  let tries = 0;
  const work = () => {
    tries += 1;
    if (tries === 1) return slow.promise;
    slow.resolve("first");
    return never();
  };
  assert.equal(await retryUntilDeadline(work, within(10_000), 10), "first");
  assert.equal(tries, 2);
});
