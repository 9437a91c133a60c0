import type { AttemptStore } from "packages/login/attempt_store.ts";
import { HINT_CHANNEL } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { Redis, Subscription } from "packages/storage/redis/redis.ts";
import { createAttemptSweep } from "services/auth/waiting/attempt_sweep.ts";
import { createTimerWheel } from "services/auth/waiting/timer_wheel.ts";
import {
  createWaiterRegistry,
  type Waiter,
  type WaiterEntry,
} from "services/auth/waiting/waiter_registry.ts";

const SWEEP_INTERVAL_MS = 5_000;
const DRAIN_SLICES = 10;
const DRAIN_SLICE_PAUSE_MS = 100;

/** All held requests of this process, woken by the one shared channel. */
export interface AttemptWaiters {
  /** @throws AppError 429 for the 21st wait of an attempt, 503 when the process holds its maximum. */
  register(sessionId: string): Waiter;
  readonly count: number;
  /** True once the process is to end: answer at once, keep nobody. */
  readonly draining: boolean;
  /** Wakes whoever waits for a change that no hint has told. After `start` this happens every five seconds. */
  sweep(): Promise<void>;
  start(): Promise<void>;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The fan-out of login attempts: a map of waiters behind one subscription. Hints wake them; a re-read after every
 * resubscription and a slow sweep find what a lost hint would have said.
 */
export function createAttemptWaiters(
  deps: { redis: Redis; attempts: AttemptStore; clock: Clock; log: Logger; max: number },
): AttemptWaiters {
  const { redis, attempts, clock, log } = deps;
  const wheel = createTimerWheel(clock);
  let draining = false;
  let subscription: Subscription | undefined;
  let sweepTimer: ReturnType<typeof setInterval> | undefined;
  const registry = createWaiterRegistry({
    max: deps.max,
    addTimer: wheel.add,
    isDraining: () => draining,
  });
  const sweep = createAttemptSweep({
    attempts,
    log,
    sessionIds: registry.sessionIds,
    onVersion(sessionId, version) {
      for (const entry of registry.entriesOf(sessionId)) {
        if (entry.version !== version) entry.wake();
      }
    },
  });

  function onHint(message: string): void {
    const sessionId = message.slice(0, message.indexOf(" "));
    for (const entry of registry.entriesOf(sessionId)) entry.wake();
  }

  return {
    register: registry.register,
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

/** In slices, so that not everybody comes to the other replicas in the same instant. */
async function wakeSlowly(entries: readonly WaiterEntry[]): Promise<void> {
  const slice = Math.ceil(entries.length / DRAIN_SLICES);
  for (let start = 0; start < entries.length; start += slice) {
    for (const entry of entries.slice(start, start + slice)) entry.wake();
    await new Promise((resolve) => setTimeout(resolve, DRAIN_SLICE_PAUSE_MS));
  }
}
