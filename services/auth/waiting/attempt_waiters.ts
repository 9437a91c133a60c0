import { type AttemptStore, HINT_CHANNEL } from "packages/login/attempt_store.ts";
import type { AppError } from "packages/platform/errors.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { Redis, Subscription } from "packages/storage/redis/redis.ts";
import { createAttemptSweep } from "services/auth/waiting/attempt_sweep.ts";
import type { RedirectWatch } from "services/auth/waiting/redirect_watch.ts";
import { createTimerWheel } from "services/auth/waiting/timer_wheel.ts";
import {
  createWaiterRegistry,
  placesPerAddress,
  type Waiter,
} from "services/auth/waiting/waiter_registry.ts";

const SWEEP_INTERVAL_MS = 5_000;
const DRAIN_SLICES = 10;
const DRAIN_SLICE_PAUSE_MS = 100;

/** All waiting requests of this process. Hints on the one shared channel wake them. */
export interface AttemptWaiters {
  /**
   * Adds a waiter of an attempt, or returns why it may not wait: `login_waits_exceeded` (429) for the 21st waiter of an
   * attempt and for an address that has its share, `login_server_busy` (503) when the process has its maximum.
   */
  add(sessionId: string, address: string): Waiter | AppError;
  readonly count: number;
  /** True while the process shuts down: requests are answered at once and do not wait. */
  readonly draining: boolean;
  /** Wakes the waiters whose attempt has changed without a hint. After `start` this happens every five seconds. */
  sweep(): Promise<void>;
  /** Subscribes to the hints and starts timer and sweeps. */
  start(): Promise<void>;
  /** Ends all waits, within a second. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Waiters behind one subscription. Hints wake them. After every resubscription, and every five seconds, a sweep finds
 * the changes whose hints were lost.
 * @param deps.max how many requests may wait at the same time
 * @param deps.redirects learns of every attempt that has moved on, with or without waiters
 * @param deps.addressFactor multiplies the share of one address: RATE_LIMIT_FACTOR
 */
export function createAttemptWaiters(
  deps: {
    redis: Redis;
    attempts: AttemptStore;
    clock: Clock;
    log: Logger;
    max: number;
    addressFactor?: number;
    redirects?: Pick<RedirectWatch, "arrived">;
  },
): AttemptWaiters {
  const { redis, attempts, clock, log } = deps;
  const wheel = createTimerWheel(clock);
  let draining = false;
  let subscription: Subscription | undefined;
  let sweepTimer: ReturnType<typeof setInterval> | undefined;
  const registry = createWaiterRegistry({
    max: deps.max,
    maxPerAddress: placesPerAddress(deps.max, deps.addressFactor ?? 1),
    wheel,
    isDraining: () => draining,
  });
  const sweep = createAttemptSweep({
    attempts,
    log,
    sessionIds: registry.sessionIds,
    onVersion(sessionId, version) {
      for (const waiter of registry.waitersOf(sessionId)) {
        if (waiter.version !== version) waiter.wake();
      }
    },
  });

  function onHint(message: string): void {
    const sessionId = message.slice(0, message.indexOf(" "));
    for (const waiter of registry.waitersOf(sessionId)) waiter.wake();
    // Version 1 is the new attempt.
    if (!message.endsWith(" 1")) deps.redirects?.arrived(sessionId);
  }

  return {
    add: registry.add,
    get count() {
      return registry.count;
    },
    get draining() {
      return draining;
    },
    sweep,
    async start() {
      wheel.start();
      subscription = await redis.subscribe(HINT_CHANNEL, {
        onMessage: onHint,
        onResubscribed: () => void sweep(),
      });
      sweepTimer = setInterval(sweep, SWEEP_INTERVAL_MS);
    },
    async drain() {
      draining = true;
      await wakeSlowly(registry.all());
    },
    async stop() {
      clearInterval(sweepTimer);
      wheel.stop();
      await subscription?.close();
    },
  };
}

/** In slices, so that not all clients call the other replicas at the same moment. */
async function wakeSlowly(waiters: readonly Waiter[]): Promise<void> {
  const slice = Math.ceil(waiters.length / DRAIN_SLICES);
  for (let start = 0; start < waiters.length; start += slice) {
    for (const waiter of waiters.slice(start, start + slice)) waiter.wake();
    await new Promise((resolve) => setTimeout(resolve, DRAIN_SLICE_PAUSE_MS));
  }
}
