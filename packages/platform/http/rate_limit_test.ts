import assert from "node:assert/strict";
import { AppError } from "packages/platform/errors.ts";
import {
  type Counter,
  createRateLimiter,
  type RateLimiter,
} from "packages/platform/http/rate_limit.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

const LIMIT = { name: "test", max: 3, windowMs: 60_000 };
// A whole number of windows since the epoch, so that a window begins here.
const WINDOW_START = Date.UTC(2026, 0, 1);

function setUp(options: { factor?: number } = {}) {
  const clock = createFakeClock(WINDOW_START);
  const counts = new Map<string, number>();
  const state = { isDown: false, counts };
  const counter: Counter = {
    incrementWithTtl(key) {
      if (state.isDown) return Promise.reject(new Error("the counter is unavailable"));
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return Promise.resolve(counts.get(key)!);
    },
  };
  const limiter = createRateLimiter({ counter, clock, factor: options.factor ?? 1 });
  return { clock, state, counter, limiter };
}

async function countUntilRefused(limiter: RateLimiter, caller = "192.0.2.1"): Promise<number> {
  for (let allowed = 0; allowed < 100; allowed += 1) {
    try {
      await limiter.count(LIMIT, caller);
    } catch (error) {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "rate_limited");
      return allowed;
    }
  }
  return Infinity;
}

async function retryAfter(limiter: RateLimiter): Promise<number | undefined> {
  const refusal = await limiter.count(LIMIT, "192.0.2.1").catch((error) => error);
  assert.ok(refusal instanceof AppError);
  return refusal.options.retryAfterSeconds;
}

Deno.test("a limit allows its maximum in each window, and Retry-After leads to the next window", async () => {
  const { clock, limiter } = setUp();
  assert.equal(await countUntilRefused(limiter), 3);
  assert.equal(await retryAfter(limiter), 60);
  clock.advance(59_999);
  assert.equal(await retryAfter(limiter), 0.001);
  clock.advance(1);
  assert.equal(await countUntilRefused(limiter), 3);
});

Deno.test("callers and limits have separate counts, replicas share them", async () => {
  const { clock, counter, limiter } = setUp();
  await countUntilRefused(limiter);
  await limiter.count(LIMIT, "192.0.2.2");
  await limiter.count({ ...LIMIT, name: "other" }, "192.0.2.1");
  const replica = createRateLimiter({ counter, clock, factor: 1 });
  assert.equal(await countUntilRefused(replica), 0);
});

Deno.test("limits are multiplied by a factor, which may be a fraction", async () => {
  assert.equal(await countUntilRefused(setUp({ factor: 5 }).limiter), 15);
  assert.equal(await countUntilRefused(setUp({ factor: 0.5 }).limiter), 1);
});

Deno.test("while the shared counter is unavailable each process counts alone, in the same windows", async () => {
  const { clock, state, limiter } = setUp();
  state.isDown = true;
  assert.equal(await countUntilRefused(limiter), 3);
  clock.advance(60_000);
  assert.equal(await countUntilRefused(limiter), 3);
  state.isDown = false;
  assert.equal(await countUntilRefused(limiter), 3, "the shared count is used again");
});

Deno.test("a limit that locks out refuses before any work when its window is full, without a call to the counter", async () => {
  const { clock, state, counter, limiter } = setUp();
  const refusals = { ...LIMIT, counts: "refusals", locksOut: true } as const;
  const isRefused = (by: RateLimiter) => {
    try {
      by.refuseIfFull(refusals, "192.0.2.1");
      return false;
    } catch (error) {
      return error instanceof AppError && error.options.retryAfterSeconds! > 0;
    }
  };
  for (let count = 0; count < 3; count += 1) {
    assert.ok(!isRefused(limiter));
    await limiter.count(refusals, "192.0.2.1");
  }
  const counted = [...state.counts.values()];
  assert.ok(isRefused(limiter));
  assert.deepEqual([...state.counts.values()], counted);
  limiter.refuseIfFull(refusals, "192.0.2.2");
  const replica = createRateLimiter({ counter, clock, factor: 1 });
  assert.ok(!isRefused(replica), "a replica finds out by its first refusal");
  await assert.rejects(replica.count(refusals, "192.0.2.1"));
  assert.ok(isRefused(replica));
  clock.advance(60_000);
  assert.ok(!isRefused(limiter));
});
