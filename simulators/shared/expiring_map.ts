import { type RandomBytes, randomSecret } from "packages/platform/random.ts";

export type ExpiringMap<Value> = ReturnType<typeof createExpiringMap<Value>>;

/**
 * Values under random keys that live for `lifetimeMs`: login codes and user tickets. Holds at most
 * `maximum` values, the oldest go first.
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
    /** Keeps `value` and returns its key. */
    add(value: Value): string {
      const key = randomSecret(randomBytes);
      entries.set(key, { value, expiresAt: now() + lifetimeMs });
      const [oldest] = entries.keys();
      if (entries.size > maximum && oldest) entries.delete(oldest);
      return key;
    },

    /** The value under `key`, `expired`, or nothing when it never was or was removed. */
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
