import assert from "node:assert/strict";
import type { Status } from "packages/login/attempt.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { AppError } from "packages/platform/errors.ts";
import {
  claimAttempt,
  denyAttempt,
  openWaitingRoom,
  untilHeld,
} from "services/auth/waiting/testing/poll_server.ts";

/** A held request that never ends fails here, and not with the whole suite. */
async function soon<T>(held: Promise<T>): Promise<T> {
  const late = Symbol();
  const outcome = await withDeadline(held, 4_000, late);
  if (outcome === late) throw new Error("a request is still held");
  return outcome as T;
}

function refusalOf(register: () => unknown): AppError {
  try {
    register();
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
  throw new Error("it was let in");
}

Deno.test("the 21st wait of an attempt is 429; other attempts wait on, and a freed slot is free", async () => {
  await using room = await openWaitingRoom();
  const waiters = Array.from({ length: 20 }, () => room.waiters.register("a"));
  const refused = refusalOf(() => room.waiters.register("a"));
  assert.equal(refused.code, "login_waits_exceeded");
  assert.equal(refused.definition.status, 429);
  assert.ok(refused.options.retryAfterSeconds);
  room.waiters.register("b").release();
  waiters[7]!.release();
  waiters[7]!.release();
  assert.equal(room.waiters.count, 19);
  room.waiters.register("a");
  assert.equal(refusalOf(() => room.waiters.register("a")).code, "login_waits_exceeded");
});

Deno.test("a process that holds its maximum answers 503, and takes the next when one has gone", async () => {
  await using room = await openWaitingRoom(3);
  const [first] = ["a", "b", "c"].map((id) => room.waiters.register(id));
  const refused = refusalOf(() => room.waiters.register("d"));
  assert.equal(refused.code, "login_server_busy");
  assert.equal(refused.definition.status, 503);
  assert.ok(refused.options.retryAfterSeconds);
  first!.release();
  room.waiters.register("d");
  assert.equal(room.waiters.count, 3);
});

Deno.test("released ones are forgotten: the count returns to 0, and nobody wakes them", async () => {
  await using room = await openWaitingRoom();
  const waiter = room.waiters.register("a");
  const waiting = waiter.wait(room.clock.now() + 60_000);
  waiter.release();
  await soon(waiting);
  assert.equal(room.waiters.count, 0);
  const next = room.waiters.register("a");
  waiter.release();
  assert.equal(room.waiters.count, 1, "an old release does not let go of a new waiter");
  next.release();
});

Deno.test("a hint that was lost costs a delay: the sweep finds the change, and only the change", async () => {
  await using room = await openWaitingRoom();
  const [stored, same] = [await room.create(), await room.create()];
  const held = room.hold(stored);
  const abort = new AbortController();
  const still = room.hold(same, { signal: abort.signal });
  await untilHeld(room, 2);
  let reads = 0;
  room.beforeRead = () => Promise.resolve(void (reads += 1));
  await denyAttempt(room, room.unhinted, stored);
  await room.waiters.sweep();
  assert.equal(await soon(held), "denied");
  assert.equal(reads, 3, "each attempt once by the sweep, the changed one once more by its waiter");
  abort.abort();
  await soon(still);
});

Deno.test("after an interruption of the subscription everything is read again at once", async () => {
  await using room = await openWaitingRoom();
  const all = await Promise.all(Array.from({ length: 30 }, () => room.create()));
  const held = all.map((stored) => room.hold(stored));
  await untilHeld(room, 30);
  for (const stored of all) await denyAttempt(room, room.unhinted, stored);
  room.resubscribe();
  assert.deepEqual(new Set(await soon(Promise.all(held))), new Set<Status>(["denied"]));
  assert.equal(room.waiters.count, 0);
});

Deno.test("an interruption during a sweep is followed by another one: the first may have read before it", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const held = room.hold(stored);
  await untilHeld(room, 1);
  const hasRead = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  room.afterRead = () => {
    room.afterRead = () => Promise.resolve();
    hasRead.resolve();
    return mayGoOn.promise;
  };
  const sweep = room.waiters.sweep();
  await hasRead.promise;
  await denyAttempt(room, room.unhinted, stored);
  room.resubscribe();
  mayGoOn.resolve();
  await soon(sweep);
  assert.equal(await soon(held), "denied");
});

Deno.test("draining answers everybody who waits, and from then on everybody who comes", async () => {
  await using room = await openWaitingRoom();
  const all = await Promise.all(Array.from({ length: 15 }, () => room.create()));
  const held = all.map((stored) => room.hold(stored));
  await untilHeld(room, 15);
  const drained = room.waiters.drain();
  assert.equal(await soon(room.hold(all[0]!)), "pending", "while it drains");
  await drained;
  assert.deepEqual(new Set(await soon(Promise.all(held))), new Set<Status>(["pending"]));
  assert.equal(await soon(room.hold(all[1]!)), "pending", "and after it");
  const late = room.waiters.register("late");
  await soon(late.wait(room.clock.now() + 60_000));
  late.release();
  assert.equal(room.waiters.count, 0);
});

Deno.test("without anybody draining takes no time", async () => {
  await using room = await openWaitingRoom();
  const nextTask = new Promise((resolve) => setTimeout(resolve, 0, "a task later"));
  const drained = room.waiters.drain().then(() => "at once");
  assert.equal(await Promise.race([drained, nextTask]), "at once");
});

Deno.test("hints that are none, and hints of attempts nobody waits for, are passed over", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const held = room.hold(stored);
  await untilHeld(room, 1);
  for (const message of ["", " ", "nonsense", `${"0".repeat(32)} 7`]) await room.publish(message);
  await claimAttempt(room, await room.create());
  assert.equal(room.waiters.count, 1);
  await denyAttempt(room, room.attempts, stored);
  assert.equal(await soon(held), "denied");
});

Deno.test("in any order of waiting, changing and leaving nobody is forgotten", async () => {
  await using room = await openWaitingRoom();
  const ended: Promise<Status>[] = [];
  for (let round = 0; round < 60; round += 1) {
    const stored = await room.create();
    const leaving = new AbortController();
    // Some reads are slow, so that changes fall before, into and after them.
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 4));
    room.afterRead = Math.random() < 0.5 ? pause : () => Promise.resolve();
    for (let count = 0; count < 5; count += 1) {
      ended.push(room.hold(stored, count === 0 ? { signal: leaving.signal } : {}));
    }
    if (Math.random() < 0.5) await pause();
    const claimed = await claimAttempt(room, stored);
    if (Math.random() < 0.5) leaving.abort();
    if (Math.random() < 0.5) await pause();
    await denyAttempt(room, room.attempts, claimed);
  }
  const statuses = await soon(Promise.all(ended));
  assert.equal(statuses.length, 300);
  assert.equal(room.waiters.count, 0);
});
