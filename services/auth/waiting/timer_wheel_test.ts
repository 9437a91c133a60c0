import assert from "node:assert/strict";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createTimerWheel } from "services/auth/waiting/timer_wheel.ts";

const SLOT_MS = 250;

function setUp() {
  const clock = createFakeClock();
  const wheel = createTimerWheel(clock);
  const called: string[] = [];
  const add = (name: string, inMs: number) => {
    const timed = { onDue: () => void called.push(name) };
    const slot = wheel.add(clock.now() + inMs, timed);
    return () => slot.delete(timed);
  };
  const pass = (ms: number) => {
    clock.advance(ms);
    wheel.turn();
  };
  return { clock, wheel, called, add, pass };
}

Deno.test("a call is made after it is due, and at most one slot later", () => {
  for (const inMs of [0, 1, 249, 250, 251, 1_000, 25_000]) {
    const { called, add, pass } = setUp();
    add("it", inMs);
    pass(inMs);
    assert.deepEqual(called, [], `${inMs} ms`);
    pass(SLOT_MS);
    assert.deepEqual(called, ["it"], `${inMs} ms`);
  }
});

Deno.test("each call is made once, in the order of the due times, also after a long pause", () => {
  const { called, add, pass } = setUp();
  add("third", 9_000);
  add("first", 100);
  add("second", 5_000);
  add("later", 60_000);
  pass(10_000);
  assert.deepEqual(called, ["first", "second", "third"]);
  pass(10_000);
  assert.equal(called.length, 3);
});

Deno.test("a call that is already due is made at the next turn", () => {
  const { called, add, pass } = setUp();
  pass(10_000);
  add("past", -5_000);
  pass(SLOT_MS);
  assert.deepEqual(called, ["past"]);
});

Deno.test("a cancelled call is not made, also when an earlier call of the same turn cancels it", () => {
  const { clock, wheel, called, add, pass } = setUp();
  const cancel = add("cancelled", 100);
  add("kept", 100);
  cancel();
  cancel();
  const due = clock.now() + 400;
  const slot = wheel.add(due, { onDue: () => callOnly("left") });
  const right = { onDue: () => callOnly("right") };
  wheel.add(due, right);
  function callOnly(name: string): void {
    called.push(name);
    slot.delete(right);
  }
  pass(1_000);
  assert.deepEqual(called, ["kept", "left"]);
});

Deno.test("a call may add another call, also one that is already due", () => {
  const { clock, wheel, called, pass } = setUp();
  const start = clock.now();
  const calls = (name: string) => ({ onDue: () => void called.push(name) });
  wheel.add(start, {
    onDue() {
      called.push("one");
      wheel.add(clock.now(), calls("two"));
      wheel.add(start, calls("past"));
    },
  });
  pass(SLOT_MS);
  pass(SLOT_MS);
  assert.deepEqual(called.toSorted(), ["one", "past", "two"]);
});

Deno.test("a started wheel turns by itself, and a stopped one does not keep the process alive", async () => {
  const { clock, wheel, called, add } = setUp();
  wheel.start();
  wheel.start();
  add("it", 0);
  clock.advance(SLOT_MS);
  await eventually(() => assert.deepEqual(called, ["it"]));
  wheel.stop();
});

Deno.test("when the clock jumps by a century, one turn makes all calls, and empty slots cost no time", () => {
  const clock = createFakeClock();
  const wheel = createTimerWheel(clock);
  const called: string[] = [];
  wheel.add(clock.now() + 25_000, { onDue: () => void called.push("later") });
  wheel.add(clock.now() + 1_000, { onDue: () => void called.push("sooner") });
  clock.advance(100 * 365 * 24 * 3_600_000);
  wheel.turn();
  assert.deepEqual(called, ["sooner", "later"]);
});
