import type { Clock } from "packages/platform/clock.ts";
import type { Redis, Subscriber } from "packages/storage/redis/redis.ts";
import { formatRecord, parseRecord } from "packages/storage/redis/record.ts";

const SWEEP_EVERY_WRITES = 1_000;

interface Entry {
  readonly value: string;
  readonly expiresAtMs: number;
}

/** Redis in the memory of one process. No other process sees the data, and a restart loses it. */
export function createInMemoryRedis({ clock }: { clock: Clock }): Redis {
  const entries = createExpiringMap(clock);
  const { publish, ...messages } = createChannels();

  return {
    get: (key) => settle(() => parseRecord(entries.get(key)?.value)),
    versions: (keys) =>
      settle(() => keys.map((key) => parseRecord(entries.get(key)?.value)?.version)),
    compareAndSet: (key, expectedVersion, value, ttlMs, hint) =>
      settle(() => {
        const present = parseRecord(entries.get(key)?.value);
        if ((present?.version ?? 0) !== expectedVersion) return false;
        const record = formatRecord({ version: expectedVersion + 1, value });
        entries.set(key, { value: record, expiresAtMs: clock.now() + ttlMs });
        if (hint !== undefined) publish(hint.channel, hint.message);
        return true;
      }),
    setNxPx: (key, value, ttlMs) =>
      settle(() => {
        if (entries.get(key) !== undefined) return false;
        entries.set(key, { value, expiresAtMs: clock.now() + ttlMs });
        return true;
      }),
    deleteIfEquals: (key, value) =>
      settle(() => {
        if (entries.get(key)?.value !== value) return false;
        entries.delete(key);
        return true;
      }),
    incrementWithTtl: (key, ttlMs) =>
      settle(() => {
        const present = entries.get(key);
        const count = Number(present?.value ?? "0") + 1;
        const expiresAtMs = present?.expiresAtMs ?? clock.now() + ttlMs;
        entries.set(key, { value: String(count), expiresAtMs });
        return count;
      }),
    publish: (channel, message) => settle(() => publish(channel, message)),
    ...messages,
    check: () => settle(() => {}),
  };
}

/** Keys with a time to live. Expired entries are removed when read, and after many writes. */
function createExpiringMap(clock: Clock) {
  const entries = new Map<string, Entry>();
  let writes = 0;

  function get(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAtMs > clock.now()) return entry;
    entries.delete(key);
  }

  return {
    get,
    set(key: string, entry: Entry): void {
      entries.set(key, entry);
      writes += 1;
      if (writes % SWEEP_EVERY_WRITES === 0) [...entries.keys()].forEach(get);
    },
    delete: (key: string) => void entries.delete(key),
  };
}

function createChannels() {
  const channels = new Map<string, Set<Subscriber>>();
  return {
    publish(channel: string, message: string): void {
      // As over a network: a subscriber never runs inside the call that publishes.
      queueMicrotask(() => {
        for (const subscriber of channels.get(channel) ?? []) subscriber.onMessage(message);
      });
    },
    subscribe: (channel: string, subscriber: Subscriber) =>
      settle(() => {
        const members = channels.get(channel) ?? new Set<Subscriber>();
        channels.set(channel, members.add(subscriber));
        const leave = () => {
          if (members.delete(subscriber) && members.size === 0) channels.delete(channel);
        };
        return { close: () => settle(leave) };
      }),
    close: () => settle(() => channels.clear()),
  };
}

/** Runs `step` at once, so that each call is atomic. An exception becomes a rejection. */
function settle<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => resolve(step()));
}
