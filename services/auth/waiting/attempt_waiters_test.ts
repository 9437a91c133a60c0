import assert from "node:assert/strict";
import type { Status } from "packages/login/attempt.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { AppError } from "packages/platform/errors.ts";
import {
  addWaiter,
  claimAttempt,
  denyAttempt,
  startPollServer,
  untilWaiting,
} from "services/auth/waiting/testing/poll_server.ts";
import { placesPerAddress } from "services/auth/waiting/waiter_registry.ts";

/** Fails a test whose request does not end within four seconds. */
async function soon<T>(waiting: Promise<T>): Promise<T> {
  const late = Symbol();
  const outcome = await withDeadline(waiting, 4_000, late);
  if (outcome === late) throw new Error("a request still waits");
  return outcome as T;
}

function refusalOf(add: () => unknown): AppError {
  try {
    add();
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
  throw new Error("the waiter was added");
}

Deno.test("the 21st waiter of an attempt is refused with 429 until one is released; other attempts are not affected", async () => {
  await using server = await startPollServer();
  const waiters = Array.from({ length: 20 }, () => addWaiter(server, "a"));
  const refused = refusalOf(() => addWaiter(server, "a"));
  assert.equal(refused.code, "login_waits_exceeded");
  assert.equal(refused.definition.status, 429);
  assert.ok(refused.options.retryAfterSeconds);
  addWaiter(server, "b").release();
  waiters[7]!.release();
  waiters[7]!.release();
  assert.equal(server.waiters.count, 19);
  addWaiter(server, "a");
  assert.equal(refusalOf(() => addWaiter(server, "a")).code, "login_waits_exceeded");
});

Deno.test("a process with its maximum of waiters refuses with 503 until one is released", async () => {
  await using server = await startPollServer(3);
  const [first] = ["a", "b", "c"].map((id) => addWaiter(server, id));
  const refused = refusalOf(() => addWaiter(server, "d"));
  assert.equal(refused.code, "login_server_busy");
  assert.equal(refused.definition.status, 503);
  assert.ok(refused.options.retryAfterSeconds);
  first!.release();
  addWaiter(server, "d");
  assert.equal(server.waiters.count, 3);
});

Deno.test("an address has a tenth of all places: above it 429, and others still wait", async () => {
  await using server = await startPollServer(300);
  const office = Array.from({ length: 30 }, (_, id) => addWaiter(server, `a${id}`, "192.0.2.1"));
  const refused = refusalOf(() => addWaiter(server, "a30", "192.0.2.1"));
  assert.equal(refused.code, "login_waits_exceeded");
  assert.equal(refused.definition.status, 429);
  assert.ok(refused.options.retryAfterSeconds);
  addWaiter(server, "b", "192.0.2.2");
  office[3]!.release();
  office[3]!.release();
  addWaiter(server, "a30", "192.0.2.1");
  assert.equal(refusalOf(() => addWaiter(server, "a31", "192.0.2.1")).definition.status, 429);
});

Deno.test("an office of 300 behind one address waits by default, also in a small process one attempt does", () => {
  assert.ok(placesPerAddress(5_000, 1) >= 300);
  assert.equal(placesPerAddress(5_000, 3), 1_500);
  assert.equal(placesPerAddress(100, 1), 20);
  assert.equal(placesPerAddress(3, 1), 3);
});

Deno.test("a request that need not wait is answered when there is no place", async () => {
  await using server = await startPollServer(2);
  const [stored, decided] = [await server.create(), await server.create()];
  await denyAttempt(server, server.attempts, decided);
  addWaiter(server, "x");
  addWaiter(server, "y");
  assert.equal(await server.poll(stored, { until: server.clock.now() }), "pending");
  assert.equal(await server.poll(decided), "denied");
  await assert.rejects(server.poll(stored), { code: "login_server_busy" });
  assert.equal(server.waiters.count, 2);
});

Deno.test("a released waiter is removed, and its second release does not remove another waiter", async () => {
  await using server = await startPollServer();
  const waiter = addWaiter(server, "a");
  const waiting = waiter.wait(server.clock.now() + 60_000);
  waiter.release();
  await soon(waiting);
  assert.equal(server.waiters.count, 0);
  const next = addWaiter(server, "a");
  waiter.release();
  assert.equal(server.waiters.count, 1, "the second release does not remove the new waiter");
  next.release();
});

Deno.test("a sweep finds the change whose hint was lost, and wakes no other waiter", async () => {
  await using server = await startPollServer();
  const [stored, same] = [await server.create(), await server.create()];
  const waiting = server.poll(stored);
  const abort = new AbortController();
  const still = server.poll(same, { signal: abort.signal });
  await untilWaiting(server, 2);
  let reads = 0;
  server.beforeRead = () => Promise.resolve(void (reads += 1));
  await denyAttempt(server, server.unhinted, stored);
  await server.waiters.sweep();
  assert.equal(await soon(waiting), "denied");
  assert.equal(
    reads,
    2,
    "the sweep reads all versions at once, and the waiter of the changed attempt reads it again",
  );
  abort.abort();
  await soon(still);
});

Deno.test("after an interruption of the subscription all attempts are read again at once", async () => {
  await using server = await startPollServer();
  const all = await Promise.all(Array.from({ length: 30 }, () => server.create()));
  const waiting = all.map((stored) => server.poll(stored));
  await untilWaiting(server, 30);
  for (const stored of all) await denyAttempt(server, server.unhinted, stored);
  server.resubscribe();
  assert.deepEqual(new Set(await soon(Promise.all(waiting))), new Set<Status>(["denied"]));
  assert.equal(server.waiters.count, 0);
});

Deno.test("an interruption during a sweep starts another sweep, because the first may have read too early", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  const hasRead = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  server.afterRead = () => {
    server.afterRead = () => Promise.resolve();
    hasRead.resolve();
    return mayGoOn.promise;
  };
  const sweep = server.waiters.sweep();
  await hasRead.promise;
  await denyAttempt(server, server.unhinted, stored);
  server.resubscribe();
  mayGoOn.resolve();
  await soon(sweep);
  assert.equal(await soon(waiting), "denied");
});

Deno.test("draining ends all waits, and later requests do not wait", async () => {
  await using server = await startPollServer();
  const all = await Promise.all(Array.from({ length: 15 }, () => server.create()));
  const waiting = all.map((stored) => server.poll(stored));
  await untilWaiting(server, 15);
  const drained = server.waiters.drain();
  assert.equal(await soon(server.poll(all[0]!)), "pending", "during the drain");
  await drained;
  assert.deepEqual(new Set(await soon(Promise.all(waiting))), new Set<Status>(["pending"]));
  assert.equal(await soon(server.poll(all[1]!)), "pending", "after the drain");
  const late = addWaiter(server, "late");
  await soon(late.wait(server.clock.now() + 60_000));
  late.release();
  assert.equal(server.waiters.count, 0);
});

Deno.test("draining without waiters resolves at once", async () => {
  await using server = await startPollServer();
  const nextTask = new Promise((resolve) => setTimeout(resolve, 0, "a task later"));
  const drained = server.waiters.drain().then(() => "at once");
  assert.equal(await Promise.race([drained, nextTask]), "at once");
});

Deno.test("invalid hints, and hints of attempts without waiters, are ignored", async () => {
  await using server = await startPollServer();
  const stored = await server.create();
  const waiting = server.poll(stored);
  await untilWaiting(server, 1);
  for (const message of ["", " ", "nonsense", `${"0".repeat(32)} 7`]) await server.publish(message);
  await claimAttempt(server, await server.create());
  assert.equal(server.waiters.count, 1);
  await denyAttempt(server, server.attempts, stored);
  assert.equal(await soon(waiting), "denied");
});

Deno.test("in any order of waiting, changing and leaving every request is answered", async () => {
  await using server = await startPollServer();
  const ended: ReturnType<typeof server.poll>[] = [];
  for (let round = 0; round < 60; round += 1) {
    const stored = await server.create();
    const leaving = new AbortController();
    // Some reads are slow, so that changes fall before, into and after them.
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 4));
    server.afterRead = Math.random() < 0.5 ? pause : () => Promise.resolve();
    for (let count = 0; count < 5; count += 1) {
      ended.push(server.poll(stored, count === 0 ? { signal: leaving.signal } : {}));
    }
    if (Math.random() < 0.5) await pause();
    const claimed = await claimAttempt(server, stored);
    if (Math.random() < 0.5) leaving.abort();
    if (Math.random() < 0.5) await pause();
    await denyAttempt(server, server.attempts, claimed);
  }
  const statuses = await soon(Promise.all(ended));
  assert.equal(statuses.length, 300);
  assert.equal(server.waiters.count, 0);
});
