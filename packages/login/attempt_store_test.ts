import assert from "node:assert/strict";
import { ATTEMPT_LIFETIME_MS, CONFIRMED_LIFETIME_MS } from "packages/login/attempt.ts";
import { createAttemptStore } from "packages/login/attempt_store.ts";
import { attemptStoreConformance } from "packages/login/attempt_store_conformance.ts";
import { SAMPLE_IDENTITY, sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { claim, confirm } from "packages/login/transitions.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import {
  createInMemoryTestRedis,
  createTestRedis,
  type TestRedis,
} from "packages/testkit/test_redis.ts";

let server: TestRedis;
Deno.test.beforeAll(async () => {
  server = await createTestRedis();
});
Deno.test.afterAll(() => server.stop());

attemptStoreConformance(
  "in-memory Redis",
  (clock) => Promise.resolve(createInMemoryTestRedis(clock)),
);
attemptStoreConformance("Redis", () => server.open());

Deno.test("a record is kept for a minute after its attempt expires, then it is deleted", async () => {
  const clock = createFakeClock();
  const attempts = createAttemptStore({ redis: createInMemoryTestRedis(clock), clock });
  const { attempt } = await attempts.create(sampleAttempt("own", clock.now()));
  clock.advance(ATTEMPT_LIFETIME_MS.own + 59_999);
  assert.ok(await attempts.readBySession(attempt.sessionId));
  assert.ok(await attempts.readByState(attempt.state));
  clock.advance(1);
  assert.equal(await attempts.readBySession(attempt.sessionId), undefined);
  assert.equal(await attempts.readByState(attempt.state), undefined);
});

Deno.test("an attempt that is confirmed at the last moment can still be redeemed for a full minute", async () => {
  const clock = createFakeClock();
  const attempts = createAttemptStore({ redis: createInMemoryTestRedis(clock), clock });
  let stored = await attempts.create(sampleAttempt("hosted", clock.now()));
  clock.advance(ATTEMPT_LIFETIME_MS.hosted - 1);
  stored = (await attempts.advance(stored, claim(stored.attempt, clock.now())!))!;
  await attempts.advance(stored, confirm(stored.attempt, clock.now(), SAMPLE_IDENTITY)!);
  clock.advance(CONFIRMED_LIFETIME_MS + 59_999);
  const read = await attempts.readBySession(stored.attempt.sessionId);
  assert.equal(read?.attempt.status, "confirmed");
});
