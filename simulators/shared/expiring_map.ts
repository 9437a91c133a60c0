import { type RandomBytes, randomSecret } from "packages/platform/random.ts";

export type ExpiringMap<Value> = ReturnType<typeof createExpiringMap<Value>>;

/**
 * Values under random keys that expire after `lifetimeMs`, such as login codes. Holds at most `maximum` values and
 * removes the oldest first.
 */
export function createExpiringMap<Value>(
  { now, randomBytes, lifetimeMs, maximum }: {
    now: () => number;
    randomBytes: RandomBytes;
    lifetimeMs: number;
    maximum: number;
  },
) {
  const entries = new Map<string, { value: Value; expiresAt: number }>();

  return {
    /** Stores `value` and returns its key. */
    add(value: Value): string {
      const key = randomSecret(randomBytes);
      entries.set(key, { value, expiresAt: now() + lifetimeMs });
      const [oldest] = entries.keys();
      if (entries.size > maximum && oldest) entries.delete(oldest);
      return key;
    },

    /** The value under `key`, `expired`, or `undefined` when there is none. */
    find(key: string): { value: Value } | "expired" | undefined {
      const entry = entries.get(key);
      return entry && entry.expiresAt <= now() ? "expired" : entry;
    },

    remove(key: string): void {
      entries.delete(key);
    },

    clear(): void {
      entries.clear();
    },
  };
}
