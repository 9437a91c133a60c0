import assert from "node:assert/strict";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createCircuitBreaker } from "packages/platform/circuit_breaker.ts";

const LIMITS = { failuresToOpen: 5, restMs: 30_000 };

function openedBreaker() {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ clock, ...LIMITS });
  for (let failure = 1; failure <= 5; failure += 1) {
    assert.ok(breaker.tryEnter());
    breaker.failed();
  }
  return { clock, breaker };
}

Deno.test("after five failures in a row a server rests for 30 seconds, then one call tests it", () => {
  const { clock, breaker } = openedBreaker();
  clock.advance(29_999);
  assert.ok(!breaker.tryEnter());
  clock.advance(1);
  assert.ok(breaker.tryEnter());
  assert.ok(!breaker.tryEnter());
  breaker.succeeded();
  assert.ok(breaker.tryEnter());
  assert.ok(breaker.tryEnter());
});

Deno.test("after a failed test call it rests again; after one without a result the next call may test", () => {
  const { clock, breaker } = openedBreaker();
  clock.advance(30_000);
  assert.ok(breaker.tryEnter());
  breaker.endedWithoutResult();
  assert.ok(breaker.tryEnter());
  breaker.failed();
  assert.ok(!breaker.tryEnter());
  clock.advance(30_000);
  assert.ok(breaker.tryEnter());
});

Deno.test("a success resets the count of failures", () => {
  const breaker = createCircuitBreaker({ clock: createFakeClock(), ...LIMITS });
  for (let failure = 1; failure <= 12; failure += 1) {
    assert.ok(breaker.tryEnter());
    if (failure % 5 === 0) breaker.succeeded();
    else breaker.failed();
  }
});

Deno.test("a server that sends Retry-After rests until then", () => {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ clock, ...LIMITS });
  breaker.failed(12_000);
  clock.advance(11_999);
  assert.ok(!breaker.tryEnter());
  clock.advance(1);
  assert.ok(breaker.tryEnter());
});

Deno.test("with a window it also rests when more than half of its calls in that time failed", () => {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ clock, ...LIMITS, shareWindowMs: 60_000 });
  const report = (results: string) => {
    for (const result of results) {
      if (result === "x") breaker.failed();
      else breaker.succeeded();
    }
  };
  report("x.x.x.x.x");
  assert.ok(breaker.tryEnter());
  clock.advance(60_000);
  report("x.x.x.xx.");
  assert.ok(breaker.tryEnter());
  report("x");
  assert.ok(!breaker.tryEnter());
  clock.advance(30_000);
  assert.ok(breaker.tryEnter());
  breaker.succeeded();
  report("x");
  assert.ok(breaker.tryEnter());
});
