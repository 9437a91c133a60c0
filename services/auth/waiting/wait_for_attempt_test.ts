import assert from "node:assert/strict";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import { eventually } from "packages/testkit/eventually.ts";
import {
  claimAttempt,
  denyAttempt,
  startPollServer,
  untilWaiting,
} from "services/auth/waiting/testing/poll_server.ts";

/** Fails a test whose request does not end within three seconds. */
async function soon<T>(waiting: Promise<T>): Promise<T> {
  const late = Symbol();
  const outcome = await withDeadline(waiting, 3_000, late);
  if (outcome === late) throw new Error("the request still waits");
  return outcome as T;
}

Deno.test("a decided attempt is answered at once", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  await denyAttempt(server, server.attempts, stored);
  assert.equal(await soon(server.poll(stored)), "denied");
  assert.equal(server.waiters.count, 0);
});

Deno.test("a change ends all waits for its attempt, and no wait for another attempt", async () => {
  await using server = await startPollServer();
  const [stored, other] = [await server.create(), await server.create()];
  const abort = new AbortController();
  const waiting = Array.from({ length: 5 }, () => server.poll(stored));
  const still = server.poll(other, { signal: abort.signal });
  await untilWaiting(server, 6);
  await denyAttempt(server, server.attempts, stored);
  assert.deepEqual(await soon(Promise.all(waiting)), Array(5).fill("denied"));
  assert.equal(server.waiters.count, 1);
  abort.abort();
  await soon(still);
  assert.equal(server.waiters.count, 0);
});

Deno.test("a change between adding the waiter and the read is seen", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  server.beforeRead = async () => {
    server.beforeRead = () => Promise.resolve();
    await denyAttempt(server, server.attempts, stored);
  };
  assert.equal(await soon(server.poll(stored)), "denied");
});

Deno.test("a change between the read and the wait is seen, also when its hint arrives before the wait", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  server.afterRead = async () => {
    server.afterRead = () => Promise.resolve();
    await denyAttempt(server, server.attempts, stored);
    // The in-memory Redis delivers hints in a microtask; this is long after.
    await new Promise((resolve) => setTimeout(resolve));
  };
  assert.equal(await soon(server.poll(stored)), "denied");
});

Deno.test("a change during the re-read after a hint is seen too", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  const scanned = await new Promise<typeof stored>((resolve, reject) => {
    let reads = 0;
    server.afterRead = async () => {
      if (++reads > 1) return;
      await denyAttempt(server, server.attempts, await claimed);
      await new Promise((resolve) => setTimeout(resolve));
    };
    const claimed = claimAttempt(server, stored);
    claimed.then(resolve, reject);
  });
  assert.equal(scanned.attempt.status, "scanned");
  assert.equal(await soon(waiting), "denied");
});

Deno.test("a change that does not decide the attempt does not end the wait, nor move its end", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  let reads = 0;
  server.afterRead = () => Promise.resolve(void (reads += 1));
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  await claimAttempt(server, stored);
  await eventually(() => assert.equal(reads, 2));
  server.clock.advance(24_000);
  await server.waiters.sweep();
  assert.equal(server.waiters.count, 1);
  server.clock.advance(1_250);
  assert.equal(await soon(waiting), "scanned");
  assert.ok(reads < 10, `it read ${reads} times`);
});

Deno.test("a wait ends when the attempt expires, although nothing is written", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  server.clock.advance(110_000);
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  server.clock.advance(10_250);
  assert.equal(await soon(waiting), "expired");
});

Deno.test("a caller that disconnects frees its place: before, during and after the read", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const leaving = new AbortController();
  const waiting = server.poll(stored, { signal: leaving.signal });
  await untilWaiting(server, 1);
  leaving.abort();
  assert.equal(server.waiters.count, 0);
  await soon(waiting);

  const reading = new AbortController();
  server.afterRead = () => Promise.resolve(reading.abort());
  await soon(server.poll(stored, { signal: reading.signal }));
  await soon(server.poll(stored, { signal: AbortSignal.abort() }));
  assert.equal(server.waiters.count, 0);
});

Deno.test("a refused request leaves no waiter", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const unknown = { ...stored, attempt: { ...stored.attempt, sessionId: "0".repeat(32) } };
  assert.equal(await soon(server.poll(unknown)), "not_found");
  const foreign = { proof: { cookie: "another" } };
  assert.equal(await soon(server.poll(stored, foreign)), "not_found");
  const wrongState = { state: "0".repeat(32) };
  assert.equal(await soon(server.poll(stored, wrongState)), "not_found");
  const countWait = () => Promise.reject(new Error("limited"));
  await assert.rejects(soon(server.poll(stored, { countWait })), /limited/);
  assert.equal(server.waiters.count, 0);
});

Deno.test("a wait is counted once, and a caller without the binding is not counted as bound", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const counted: boolean[] = [];
  const countWait = (isBound: boolean) => Promise.resolve(void counted.push(isBound));
  const waiting = server.poll(stored, { countWait });
  await untilWaiting(server, 1);
  await denyAttempt(server, server.attempts, await claimAttempt(server, stored));
  assert.equal(await soon(waiting), "denied");
  assert.deepEqual(counted, [true]);
  await soon(server.poll(stored, { countWait, proof: { cookie: "another" } }));
  assert.deepEqual(counted, [true, false]);
});

Deno.test("a Redis that comes back empty ends the wait as not found", async () => {
  await using server = await startPollServer();
  const waiting = server.poll(await server.create());
  await untilWaiting(server, 1);
  server.isEmptied = true;
  server.resubscribe();
  assert.equal(await soon(waiting), "not_found");
  assert.equal(server.waiters.count, 0);
});

Deno.test("an outage of Redis does not end the wait; a change during it is seen after it", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  let failed = 0;
  server.beforeRead = () => {
    failed += 1;
    return Promise.reject(new UnavailableError("Redis is down"));
  };
  await denyAttempt(server, server.attempts, stored);
  await eventually(() => assert.equal(failed, 1));
  await server.waiters.sweep();
  assert.match(server.logged.join(), /login_sweep_failed/);
  assert.equal(server.waiters.count, 1);
  server.beforeRead = () => Promise.resolve();
  server.resubscribe();
  assert.equal(await soon(waiting), "denied");
});
