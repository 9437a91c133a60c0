import assert from "node:assert/strict";
import { withDeadline } from "packages/platform/deadline.ts";
import { AppError, UnavailableError } from "packages/platform/errors.ts";
import { eventually } from "packages/testkit/eventually.ts";
import {
  claimAttempt,
  denyAttempt,
  openWaitingRoom,
  untilHeld,
} from "services/auth/waiting/testing/poll_server.ts";

/** A held request that never ends fails here, and not with the whole suite. */
async function soon<T>(held: Promise<T>): Promise<T> {
  const late = Symbol();
  const outcome = await withDeadline(held, 3_000, late);
  if (outcome === late) throw new Error("the request is still held");
  return outcome as T;
}

async function refusal(held: Promise<unknown>): Promise<string> {
  const error = await soon(held).then(() => undefined, (error) => error);
  assert.ok(error instanceof AppError, String(error));
  return error.code;
}

Deno.test("an attempt that is decided already is answered at once", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  await denyAttempt(room, room.attempts, stored);
  assert.equal(await soon(room.hold(stored)), "denied");
  assert.equal(room.waiters.count, 0);
});

Deno.test("a change while it is held is answered, to all who wait for it and to nobody else", async () => {
  await using room = await openWaitingRoom();
  const [stored, other] = [await room.create(), await room.create()];
  const abort = new AbortController();
  const held = Array.from({ length: 5 }, () => room.hold(stored));
  const still = room.hold(other, { signal: abort.signal });
  await untilHeld(room, 6);
  await denyAttempt(room, room.attempts, stored);
  assert.deepEqual(await soon(Promise.all(held)), Array(5).fill("denied"));
  assert.equal(room.waiters.count, 1);
  abort.abort();
  await soon(still);
  assert.equal(room.waiters.count, 0);
});

Deno.test("a change between the registration and the read is seen", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  room.beforeRead = async () => {
    room.beforeRead = () => Promise.resolve();
    await denyAttempt(room, room.attempts, stored);
  };
  assert.equal(await soon(room.hold(stored)), "denied");
});

Deno.test("a change between the read and the wait is seen, whenever its hint arrives", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  room.afterRead = async () => {
    room.afterRead = () => Promise.resolve();
    await denyAttempt(room, room.attempts, stored);
    // The twin tells its hints in a microtask; this is long after.
    await new Promise((resolve) => setTimeout(resolve));
  };
  assert.equal(await soon(room.hold(stored)), "denied");
});

Deno.test("a change during the re-read after a hint is seen too", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const held = room.hold(stored);
  await untilHeld(room, 1);
  const scanned = await new Promise<typeof stored>((resolve, reject) => {
    let reads = 0;
    room.afterRead = async () => {
      if (++reads > 1) return;
      await denyAttempt(room, room.attempts, await claimed);
      await new Promise((resolve) => setTimeout(resolve));
    };
    const claimed = claimAttempt(room, stored);
    claimed.then(resolve, reject);
  });
  assert.equal(scanned.attempt.status, "scanned");
  assert.equal(await soon(held), "denied");
});

Deno.test("what is no news keeps it waiting, and the time that was asked for is kept", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  let reads = 0;
  room.afterRead = () => Promise.resolve(void (reads += 1));
  const held = room.hold(stored);
  await untilHeld(room, 1);
  await claimAttempt(room, stored);
  await eventually(() => assert.equal(reads, 2));
  room.clock.advance(24_000);
  await room.waiters.sweep();
  assert.equal(room.waiters.count, 1);
  room.clock.advance(1_250);
  assert.equal(await soon(held), "scanned");
  assert.ok(reads < 10, `it read ${reads} times`);
});

Deno.test("an attempt that expires is answered then, although nobody writes it", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  room.clock.advance(110_000);
  const held = room.hold(stored);
  await untilHeld(room, 1);
  room.clock.advance(10_250);
  assert.equal(await soon(held), "expired");
});

Deno.test("a caller who goes away frees the slot: while waiting, while reading, and before", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const waiting = new AbortController();
  const held = room.hold(stored, { signal: waiting.signal });
  await untilHeld(room, 1);
  waiting.abort();
  assert.equal(room.waiters.count, 0);
  await soon(held);

  const reading = new AbortController();
  room.afterRead = () => Promise.resolve(reading.abort());
  await soon(room.hold(stored, { signal: reading.signal }));
  await soon(room.hold(stored, { signal: AbortSignal.abort() }));
  assert.equal(room.waiters.count, 0);
});

Deno.test("whoever is refused leaves nothing behind", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const unknown = { ...stored, attempt: { ...stored.attempt, sessionId: "0".repeat(32) } };
  assert.equal(await refusal(room.hold(unknown)), "login_attempt_not_found");
  const foreign = { proof: { cookie: "another" } };
  assert.equal(await refusal(room.hold(stored, foreign)), "login_attempt_not_found");
  const wrongState = { state: "0".repeat(32) };
  assert.equal(await refusal(room.hold(stored, wrongState)), "login_attempt_not_found");
  const countPoll = () => Promise.reject(new Error("limited"));
  await assert.rejects(soon(room.hold(stored, { countPoll })), /limited/);
  assert.equal(room.waiters.count, 0);
});

Deno.test("a Redis that comes back empty ends the wait: the attempt is gone", async () => {
  await using room = await openWaitingRoom();
  const held = room.hold(await room.create());
  await untilHeld(room, 1);
  room.isEmptied = true;
  room.resubscribe();
  assert.equal(await refusal(held), "login_attempt_not_found");
  assert.equal(room.waiters.count, 0);
});

Deno.test("an outage of Redis does not end the wait; what it hid is told after it", async () => {
  await using room = await openWaitingRoom();
  const stored = await room.create();
  const held = room.hold(stored);
  await untilHeld(room, 1);
  let failed = 0;
  room.beforeRead = () => {
    failed += 1;
    return Promise.reject(new UnavailableError("Redis is away"));
  };
  await denyAttempt(room, room.attempts, stored);
  await eventually(() => assert.equal(failed, 1));
  await room.waiters.sweep();
  assert.match(room.logged.join(), /login_sweep_failed/);
  assert.equal(room.waiters.count, 1);
  room.beforeRead = () => Promise.resolve();
  room.resubscribe();
  assert.equal(await soon(held), "denied");
});
