import type { Clock } from "packages/platform/clock.ts";
import type { Redis, Subscriber } from "packages/storage/redis/redis.ts";
import { formatRecord, parseRecord } from "packages/storage/redis/record.ts";

const SWEEP_EVERY_WRITES = 1_000;

interface Entry {
  readonly value: string;
  readonly expiresAtMs: number;
}

/** Keys with a time to live, by the injected clock. */
class ExpiringMap {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #writes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAtMs > this.#clock.now()) return entry;
    this.#entries.delete(key);
  }

  set(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#writes += 1;
    if (this.#writes % SWEEP_EVERY_WRITES === 0) {
      for (const name of this.#entries.keys()) this.entry(name);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  expiresAtMs(ttlMs: number): number {
    return this.#clock.now() + ttlMs;
  }
}

/** Redis inside this process, for one process alone: nothing is shared with others, nothing survives. */
export function createRedisTwin({ clock }: { clock: Clock }): Redis {
  const entries = new ExpiringMap(clock);
  const subscribers = new Map<string, Set<Subscriber>>();

  function publish(channel: string, message: string): void {
    // Later, as over a network: a subscriber never runs inside the call that publishes.
    queueMicrotask(() => {
      for (const subscriber of subscribers.get(channel) ?? []) subscriber.onMessage(message);
    });
  }

  return {
    get: (key) => settle(() => parseRecord(entries.entry(key)?.value)),
    compareAndSet: (key, expectedVersion, value, ttlMs, hint) =>
      settle(() => {
        const present = parseRecord(entries.entry(key)?.value);
        if ((present?.version ?? 0) !== expectedVersion) return false;
        const record = formatRecord({ version: expectedVersion + 1, value });
        entries.set(key, { value: record, expiresAtMs: entries.expiresAtMs(ttlMs) });
        if (hint !== undefined) publish(hint.channel, hint.message);
        return true;
      }),
    setNxPx: (key, value, ttlMs) =>
      settle(() => {
        if (entries.entry(key) !== undefined) return false;
        entries.set(key, { value, expiresAtMs: entries.expiresAtMs(ttlMs) });
        return true;
      }),
    deleteIfEquals: (key, value) =>
      settle(() => {
        if (entries.entry(key)?.value !== value) return false;
        entries.delete(key);
        return true;
      }),
    incrementWithTtl: (key, ttlMs) =>
      settle(() => {
        const present = entries.entry(key);
        const count = Number(present?.value ?? "0") + 1;
        const expiresAtMs = present?.expiresAtMs ?? entries.expiresAtMs(ttlMs);
        entries.set(key, { value: String(count), expiresAtMs });
        return count;
      }),
    publish: (channel, message) => settle(() => publish(channel, message)),
    subscribe: (channel, subscriber) =>
      settle(() => {
        const members = subscribers.get(channel) ?? new Set<Subscriber>();
        subscribers.set(channel, members.add(subscriber));
        return {
          close: () =>
            settle(() => {
              if (members.delete(subscriber) && members.size === 0) subscribers.delete(channel);
            }),
        };
      }),
    check: () => settle(() => {}),
    close: () => settle(() => subscribers.clear()),
  };
}

/** Runs at once, so that a call is one step; a throw becomes a rejection. */
function settle<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => resolve(step()));
}
