import { isDecided, type LoginAttempt, type Status, statusAt } from "packages/login/attempt.ts";
import {
  type AttemptStore,
  createAttemptStore,
  HINT_CHANNEL,
  type StoredAttempt,
} from "packages/login/attempt_store.ts";
import { sampleAttempt } from "packages/login/testing/sample_attempt.ts";
import { claim, deny } from "packages/login/transitions.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { createLogger } from "packages/platform/log.ts";
import type { Subscriber } from "packages/storage/redis/redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createFakeClock, type FakeClock } from "packages/testkit/fake_clock.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { type HoldOptions, waitForAttempt } from "services/auth/waiting/wait_for_attempt.ts";
import {
  type AttemptWaiters,
  createAttemptWaiters,
} from "services/auth/waiting/attempt_waiters.ts";

/** What proves, in tests, that an attempt is the caller's. */
const SAMPLE_PROOF = { cookie: "the binding" };

/** A process that holds requests, and another one that moves attempts. */
export interface WaitingRoom extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly waiters: AttemptWaiters;
  /** Of the other process. */
  readonly attempts: AttemptStore;
  /** The same without hints: as if each were lost. */
  readonly unhinted: AttemptStore;
  readonly logged: string[];
  /** Runs before every read of this process: may wait, or throw. */
  beforeRead: () => Promise<void>;
  /** Runs after it, before the result is seen. */
  afterRead: () => Promise<void>;
  /** Set: this process reads an empty Redis. */
  isEmptied: boolean;
  /** Sends a message on the channel of the hints. */
  publish(message: string): Promise<void>;
  /** The interruption of the subscription is over. */
  resubscribe(): void;
  create(): Promise<StoredAttempt>;
  /** Holds until the attempt is decided, or 25 seconds are over. */
  hold(stored: StoredAttempt, options?: Partial<HoldOptions>): Promise<Status>;
}

/** Opens a waiting room over the Redis twin; `max` is MAX_WAITERS. */
export async function openWaitingRoom(max = 5_000): Promise<WaitingRoom> {
  const clock = createFakeClock();
  const redis = createInMemoryTestRedis(clock);
  const attempts = createAttemptStore({ redis, clock });
  const logged: string[] = [];
  const subscribers: Subscriber[] = [];
  async function watch<T>(read: () => Promise<T>): Promise<T | undefined> {
    await room.beforeRead();
    const seen = await read();
    await room.afterRead();
    return room.isEmptied ? undefined : seen;
  }
  const watched: AttemptStore = {
    ...attempts,
    readBySession: (sessionId) => watch(() => attempts.readBySession(sessionId)),
    versionOf: (sessionId) => watch(() => attempts.versionOf(sessionId)),
  };
  const waiters = createAttemptWaiters({
    redis: {
      ...redis,
      subscribe(channel, subscriber) {
        subscribers.push(subscriber);
        return redis.subscribe(channel, subscriber);
      },
    },
    attempts: watched,
    clock,
    log: createLogger({ level: "warn", write: (line) => void logged.push(line) }),
    max,
  });
  const room: WaitingRoom = {
    clock,
    waiters,
    attempts,
    unhinted: createAttemptStore({
      redis: {
        ...redis,
        compareAndSet: (key, version, value, ttlMs) =>
          redis.compareAndSet(key, version, value, ttlMs),
      },
      clock,
    }),
    logged,
    beforeRead: () => Promise.resolve(),
    afterRead: () => Promise.resolve(),
    isEmptied: false,
    publish: (message) => redis.publish(HINT_CHANNEL, message),
    resubscribe: () => subscribers.forEach((subscriber) => subscriber.onResubscribed()),
    create: () => attempts.create(boundAttempt(clock.now())),
    async hold(stored, options) {
      const held = await waitForAttempt({ attempts: watched, waiters, clock }, {
        sessionId: stored.attempt.sessionId,
        state: stored.attempt.state,
        proof: SAMPLE_PROOF,
        until: clock.now() + 25_000,
        isDone: ({ attempt }) => isDecided(statusAt(attempt, clock.now())),
        signal: new AbortController().signal,
        ...options,
      });
      return statusAt(held.attempt, clock.now());
    },
    async [Symbol.asyncDispose]() {
      await waiters.stop();
      await redis.close();
    },
  };
  await waiters.start();
  return room;
}

/** Resolves when `count` requests are held and have read all that they read before they wait. */
export async function untilHeld(room: WaitingRoom, count: number): Promise<void> {
  await eventually(() => {
    if (room.waiters.count !== count) throw new Error(`${room.waiters.count} are held`);
  });
  // The twin answers in microtasks: a task later every read is over, and the wait has begun.
  await new Promise((resolve) => setTimeout(resolve));
}

function boundAttempt(now: number): LoginAttempt {
  return { ...sampleAttempt("own", now), bindingHash: sha256Hex(SAMPLE_PROOF.cookie) };
}

/** Denies an attempt: the shortest way to its end. */
export async function denyAttempt(
  { clock }: WaitingRoom,
  attempts: AttemptStore,
  stored: StoredAttempt,
): Promise<void> {
  const denied = deny(stored.attempt, clock.now());
  if (denied === undefined || await attempts.advance(stored, denied) === undefined) {
    throw new Error("Cannot deny the attempt: it has moved");
  }
}

/** Moves an attempt on without deciding it. */
export async function claimAttempt(
  { clock, attempts }: WaitingRoom,
  stored: StoredAttempt,
): Promise<StoredAttempt> {
  const claimed = claim(stored.attempt, clock.now());
  const written = claimed && await attempts.advance(stored, claimed);
  if (written === undefined) throw new Error("Cannot claim the attempt: it has moved");
  return written;
}
