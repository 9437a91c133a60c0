import type { AttemptStore } from "packages/login/attempt_store.ts";
import { HINT_CHANNEL } from "packages/login/attempt_store.ts";
import { loginError } from "packages/login/errors.ts";
import type { Clock } from "packages/platform/clock.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import type { Redis, Subscription } from "packages/storage/redis.ts";
import { createTimerWheel } from "services/auth/workers/timer_wheel.ts";

const WAITS_PER_ATTEMPT_MAX = 20;
const SWEEP_INTERVAL_MS = 5_000;
const SWEEP_CHUNK = 500;
const DRAIN_SLICES = 10;
const DRAIN_SLICE_PAUSE_MS = 100;

/** One held request. Register first, read the record then, wait only after that: so no hint is lost. */
export interface Waiter {
  /** Resolves when the record may have changed, `dueAt` is reached, or the process drains. */
  wait(dueAt: number): Promise<void>;
  /** Tells the sweep which version this waiter has read. */
  saw(version: number): void;
  release(): void;
}

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

interface Entry {
  readonly sessionId: string;
  version: number;
  wake: (() => void) | undefined;
  woken: boolean;
}

/**
 * The fan-out of login attempts: a map of waiters behind one subscription. Hints wake them; a re-read after every
 * resubscription and a slow sweep find what a lost hint would have said.
 */
export function createAttemptWaiters(
  deps: { redis: Redis; attempts: AttemptStore; clock: Clock; log: Logger; max: number },
): AttemptWaiters {
  const { redis, attempts, clock, log } = deps;
  const waiting = new Map<string, Set<Entry>>();
  const wheel = createTimerWheel(clock);
  let total = 0;
  let draining = false;
  let subscription: Subscription | undefined;
  let sweepTimer: ReturnType<typeof setInterval> | undefined;
  let sweeping: Promise<void> | undefined;
  let sweepAgain = false;

  function wake(entry: Entry): void {
    entry.woken = true;
    entry.wake?.();
  }

  function onHint(message: string): void {
    const entries = waiting.get(message.slice(0, message.indexOf(" ")));
    if (entries === undefined) return;
    for (const entry of entries) wake(entry);
  }

  async function reread(sessionId: string): Promise<void> {
    const version = (await attempts.readBySession(sessionId))?.version;
    for (const entry of waiting.get(sessionId) ?? []) {
      if (entry.version !== version) wake(entry);
    }
  }

  async function rereadAll(): Promise<void> {
    const ids = [...waiting.keys()];
    for (let start = 0; start < ids.length; start += SWEEP_CHUNK) {
      await Promise.all(ids.slice(start, start + SWEEP_CHUNK).map(reread));
    }
  }

  async function rereadUntilCurrent(): Promise<void> {
    try {
      do {
        sweepAgain = false;
        await rereadAll();
      } while (sweepAgain);
    } catch (error) {
      log.warn("login_sweep_failed", { error: describeError(error) });
    } finally {
      sweeping = undefined;
    }
  }

  function sweep(): Promise<void> {
    // One that runs may have read before the change that this one is asked for.
    sweepAgain = true;
    return sweeping ??= rereadUntilCurrent();
  }

  function register(sessionId: string): Waiter {
    const entries = waiting.get(sessionId) ?? new Set<Entry>();
    if (entries.size >= WAITS_PER_ATTEMPT_MAX) {
      throw loginError("login_waits_exceeded", { retryAfterSeconds: 5 });
    }
    if (total >= deps.max) throw loginError("login_server_busy", { retryAfterSeconds: 2 });
    const entry: Entry = { sessionId, version: -1, wake: undefined, woken: false };
    waiting.set(sessionId, entries.add(entry));
    total += 1;
    return {
      saw: (version) => void (entry.version = version),
      wait: (dueAt) => waitFor(entry, dueAt),
      release() {
        if (!entries.delete(entry)) return;
        total -= 1;
        if (entries.size === 0) waiting.delete(sessionId);
        wake(entry);
      },
    };
  }

  function waitFor(entry: Entry, dueAt: number): Promise<void> {
    return new Promise((resolve) => {
      const takeBack = wheel.add(dueAt, () => entry.wake?.());
      entry.wake = () => {
        entry.wake = undefined;
        entry.woken = false;
        takeBack();
        resolve();
      };
      if (entry.woken || draining) entry.wake();
    });
  }

  return {
    register,
    get count() {
      return total;
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
      const entries = [...waiting.values()].flatMap((set) => [...set]);
      const slice = Math.ceil(entries.length / DRAIN_SLICES);
      for (let start = 0; start < entries.length; start += slice) {
        for (const entry of entries.slice(start, start + slice)) wake(entry);
        await new Promise((resolve) => setTimeout(resolve, DRAIN_SLICE_PAUSE_MS));
      }
    },
    async stop() {
      clearInterval(sweepTimer);
      wheel.stop();
      await subscription?.close();
    },
  };
}
