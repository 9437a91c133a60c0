import assert from "node:assert/strict";
import {
  type AttemptStore,
  createAttemptStore,
  HINT_CHANNEL,
} from "packages/login/attempt_store.ts";
import { SAMPLE_IDENTITY, sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { claim, confirm, consume, deny } from "packages/login/transitions.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createFakeClock, type FakeClock } from "packages/testkit/fake_clock.ts";

/** An empty Redis for one test. */
export type OpenRedis = (clock: FakeClock) => Promise<Redis>;

interface UnderTest {
  readonly attempts: AttemptStore;
  readonly redis: Redis;
  readonly clock: FakeClock;
}

/** Registers the tests that the attempt store must pass with every `Redis`. */
export function attemptStoreConformance(name: string, open: OpenRedis): void {
  const test: Test = (guarantee, run) =>
    Deno.test(`attempt store with ${name}: ${guarantee}`, async () => {
      // A real Redis counts times to live by its own clock.
      const clock = createFakeClock(Date.now());
      const redis = await open(clock);
      try {
        await run({ redis, clock, attempts: createAttemptStore({ redis, clock }) });
      } finally {
        await redis.close();
      }
    });
  testReading(test);
  testWriting(test);
}

type Test = (guarantee: string, run: (underTest: UnderTest) => Promise<void>) => void;

function testReading(test: Test): void {
  test("a new attempt is version 1, found by session and by state", async (underTest) => {
    const { attempts, clock } = underTest;
    const attempt = sampleAttempt("own", clock.now());
    assert.deepEqual(await attempts.create(attempt), { attempt, version: 1 });
    assert.deepEqual(await attempts.readBySession(attempt.sessionId), { attempt, version: 1 });
    assert.deepEqual(await attempts.readByState(attempt.state), { attempt, version: 1 });
  });

  test("an attempt that was not created is not found, and a state is not found as a session", async (underTest) => {
    const { attempts, clock } = underTest;
    const attempt = sampleAttempt("own", clock.now());
    assert.equal(await attempts.readBySession(attempt.sessionId), undefined);
    assert.equal(await attempts.readByState(attempt.state), undefined);
    await attempts.create(attempt);
    assert.equal(await attempts.readBySession(attempt.state), undefined);
    assert.equal(await attempts.readByState(attempt.sessionId), undefined);
  });

  test("versions are read without the attempts, and are undefined where there is no attempt", async (underTest) => {
    const { attempts, clock } = underTest;
    const stored = await attempts.create(sampleAttempt("own", clock.now()));
    const { sessionId, state } = stored.attempt;
    const other = await attempts.create(sampleAttempt("hosted", clock.now()));
    const ids = [other.attempt.sessionId, state, sessionId];
    assert.deepEqual(await attempts.versionsOf(ids), [1, undefined, 1]);
    await attempts.advance(stored, claim(stored.attempt, clock.now())!);
    assert.deepEqual(await attempts.versionsOf(ids), [1, undefined, 2]);
    assert.deepEqual(await attempts.versionsOf([]), []);
  });
}

function testWriting(test: Test): void {
  test("ids that are already in use are refused, and the first attempt stays", async (underTest) => {
    const { attempts, clock } = underTest;
    const attempt = sampleAttempt("hosted", clock.now());
    await attempts.create(attempt);
    const other = sampleAttempt("hosted", clock.now());
    for (const clash of [{ state: attempt.state }, { sessionId: attempt.sessionId }]) {
      await assert.rejects(attempts.create({ ...other, ...clash }), /already in use/);
    }
    assert.deepEqual((await attempts.readByState(attempt.state))?.attempt, attempt);
  });

  test("of 20 redemptions of one attempt exactly one succeeds", async ({ attempts, clock }) => {
    let stored = await attempts.create(sampleAttempt("hosted", clock.now()));
    stored = (await attempts.advance(stored, claim(stored.attempt, clock.now())!))!;
    const confirmed = confirm(stored.attempt, clock.now(), SAMPLE_IDENTITY)!;
    stored = (await attempts.advance(stored, confirmed))!;
    const consumed = consume(stored.attempt, clock.now())!;
    const won = await Promise.all(
      Array.from({ length: 20 }, () => attempts.advance(stored, consumed)),
    );
    assert.equal(won.filter((written) => written !== undefined).length, 1);
    assert.deepEqual(await attempts.readBySession(stored.attempt.sessionId), {
      attempt: consumed,
      version: 4,
    });
  });

  test("a step from an outdated record changes nothing", async (underTest) => {
    const { attempts, clock } = underTest;
    const stored = await attempts.create(sampleAttempt("own", clock.now()));
    const claimed = await attempts.advance(stored, claim(stored.attempt, clock.now())!);
    assert.equal(await attempts.advance(stored, deny(stored.attempt, clock.now())!), undefined);
    assert.deepEqual(await attempts.readBySession(stored.attempt.sessionId), claimed);
  });

  test("every successful write sends a hint with session and version", async (underTest) => {
    const { attempts, redis, clock } = underTest;
    const hints: string[] = [];
    await redis.subscribe(HINT_CHANNEL, {
      onMessage: (message) => void hints.push(message),
      onResubscribed: () => {},
    });
    const stored = await attempts.create(sampleAttempt("own", clock.now()));
    await attempts.advance(stored, claim(stored.attempt, clock.now())!);
    await attempts.advance(stored, claim(stored.attempt, clock.now())!);
    const { sessionId } = stored.attempt;
    await redis.publish(HINT_CHANNEL, "end");
    await eventually(() => assert.deepEqual(hints, [`${sessionId} 1`, `${sessionId} 2`, "end"]));
  });
}
