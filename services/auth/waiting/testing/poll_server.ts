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
import { Waiter } from "services/auth/waiting/waiter_registry.ts";
import { waitForAttempt, type WaitOptions } from "services/auth/waiting/wait_for_attempt.ts";
import {
  type AttemptWaiters,
  createAttemptWaiters,
} from "services/auth/waiting/attempt_waiters.ts";

/** The proof of binding in tests. */
const SAMPLE_PROOF = { cookie: "the binding" };

/** A process whose requests wait, and another process that changes attempts. */
export interface PollServer extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly waiters: AttemptWaiters;
  /** The store of the other process. */
  readonly attempts: AttemptStore;
  /** The same store, but every hint is lost. */
  readonly unhinted: AttemptStore;
  readonly logged: string[];
  /** Called before every read of this process: may wait or throw. */
  beforeRead: () => Promise<void>;
  /** Called after every read, before the process gets the result. */
  afterRead: () => Promise<void>;
  /** When true, this process reads an empty Redis. */
  isEmptied: boolean;
  /** Sends a message on the channel of hints. */
  publish(message: string): Promise<void>;
  /** Reports to this process that its subscription was interrupted and works again. */
  resubscribe(): void;
  create(): Promise<StoredAttempt>;
  /**
   * Waits until the attempt is decided, at most 25 seconds; returns its status, or `not_found`.
   */
  poll(stored: StoredAttempt, options?: Partial<WaitOptions>): Promise<Status | "not_found">;
}

/** Starts both processes over an in-memory Redis; `max` is MAX_WAITERS. */
export async function startPollServer(max = 5_000): Promise<PollServer> {
  const clock = createFakeClock();
  const redis = createInMemoryTestRedis(clock);
  const attempts = createAttemptStore({ redis, clock });
  const logged: string[] = [];
  const subscribers: Subscriber[] = [];
  async function watch<T>(read: () => Promise<T>): Promise<T | undefined> {
    await server.beforeRead();
    const seen = await read();
    await server.afterRead();
    return server.isEmptied ? undefined : seen;
  }
  const watched: AttemptStore = {
    ...attempts,
    readBySession: (sessionId) => watch(() => attempts.readBySession(sessionId)),
    versionsOf: async (ids) =>
      await watch(() => attempts.versionsOf(ids)) ?? ids.map(() => undefined),
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
  const server: PollServer = {
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
    async poll(stored, options) {
      const last = await waitForAttempt({ attempts: watched, waiters, clock }, {
        ...waitedFor(stored),
        proof: SAMPLE_PROOF,
        until: clock.now() + 25_000,
        isDone: ({ attempt }) => isDecided(statusAt(attempt, clock.now())),
        signal: new AbortController().signal,
        ...options,
      });
      return last === undefined ? "not_found" : statusAt(last.attempt, clock.now());
    },
    async [Symbol.asyncDispose]() {
      await waiters.stop();
      await redis.close();
    },
  };
  await waiters.start();
  return server;
}

/** Adds a waiter. @throws AppError when it may not wait */
export function addWaiter(server: PollServer, sessionId: string, address = sessionId): Waiter {
  const added = server.waiters.add(sessionId, address);
  if (!(added instanceof Waiter)) throw added;
  return added;
}

/** Resolves when `count` requests have done their first read and wait. */
export async function untilWaiting(server: PollServer, count: number): Promise<void> {
  await eventually(() => {
    if (server.waiters.count !== count) throw new Error(`${server.waiters.count} requests wait`);
  });
  // The in-memory Redis answers in microtasks: one task later every read is done and the waits have begun.
  await new Promise((resolve) => setTimeout(resolve));
}

/** Each attempt from an address of its own. */
function waitedFor({ attempt: { sessionId, state } }: StoredAttempt) {
  return { sessionId, state, address: sessionId };
}

function boundAttempt(now: number): LoginAttempt {
  return { ...sampleAttempt("own", now), bindingHash: sha256Hex(SAMPLE_PROOF.cookie) };
}

/** Denies an attempt: the shortest way to end it. */
export async function denyAttempt(
  { clock }: PollServer,
  attempts: AttemptStore,
  stored: StoredAttempt,
): Promise<void> {
  const denied = deny(stored.attempt, clock.now());
  if (denied === undefined || await attempts.advance(stored, denied) === undefined) {
    throw new Error("Cannot deny the attempt: it has changed");
  }
}

/** Changes an attempt without deciding it. */
export async function claimAttempt(
  { clock, attempts }: PollServer,
  stored: StoredAttempt,
): Promise<StoredAttempt> {
  const claimed = claim(stored.attempt, clock.now());
  const written = claimed && await attempts.advance(stored, claimed);
  if (written === undefined) throw new Error("Cannot claim the attempt: it has changed");
  return written;
}
