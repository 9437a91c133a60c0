import { type RandomBytes, randomSecret } from "packages/platform/random.ts";

/**
 * Values under random keys that expire after `lifetimeMs`, such as login codes. Holds at most `maximum` values and
 * removes the oldest first.
 */
export function createExpiringMap<Value>(
  { now, randomBytes, lifetimeMs, maximum }: {
    now: () => number;
    randomBytes: RandomBytes;
    lifetimeMs: number | ((value: Value) => number);
    maximum: number;
  },
) {
  const entries = new Map<string, { value: Value; expiresAt: number }>();

  return {
    /** Stores `value` and returns its key. */
    add(value: Value): string {
      const key = randomSecret(randomBytes);
      const lifetime = typeof lifetimeMs === "number" ? lifetimeMs : lifetimeMs(value);
      entries.set(key, { value, expiresAt: now() + lifetime });
      const [oldest] = entries.keys();
      if (entries.size > maximum && oldest) entries.delete(oldest);
      return key;
    },

    /** The value under `key`; `undefined` when there is none or it has expired. */
    find(key: string): Value | undefined {
      const entry = entries.get(key);
      return entry && entry.expiresAt > now() ? entry.value : undefined;
    },

    /** Whether there is a value under `key`, also an expired one. */
    has: (key: string): boolean => entries.has(key),

    remove(key: string): void {
      entries.delete(key);
    },

    clear(): void {
      entries.clear();
    },
  };
}
