import type { TokenStore } from "packages/wecom/client/shared_token.ts";

/** A store in memory that several brokers share like replicas; `isDown` makes every call fail. */
export interface MemoryStore extends TokenStore {
  isDown: boolean;
  readonly keys: () => string[];
  readonly values: () => string[];
  /** The number of calls. */
  asked: number;
}

/** Makes an empty store whose keys expire by `clock`. */
export function createMemoryStore(clock: { now(): number }): MemoryStore {
  const entries = new Map<string, { version: number; value: string; endsAt: number }>();

  function live(key: string) {
    store.asked++;
    if (store.isDown) throw new Error("store is down");
    const entry = entries.get(key);
    return entry !== undefined && clock.now() < entry.endsAt ? entry : undefined;
  }

  /** Every operation waits for one turn of the event loop, so that callers interleave. */
  const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

  const store: MemoryStore = {
    isDown: false,
    asked: 0,
    keys: () => [...entries.keys()],
    values: () => [...entries.values()].map((entry) => entry.value),
    async get(key) {
      await turn();
      return live(key);
    },
    async compareAndSet(key, expectedVersion, value, ttlMs) {
      await turn();
      if ((live(key)?.version ?? 0) !== expectedVersion) return false;
      entries.set(key, { version: expectedVersion + 1, value, endsAt: clock.now() + ttlMs });
      return true;
    },
    async setNxPx(key, value, ttlMs) {
      await turn();
      if (live(key) !== undefined) return false;
      entries.set(key, { version: 1, value, endsAt: clock.now() + ttlMs });
      return true;
    },
    async deleteIfEquals(key, value) {
      await turn();
      return live(key)?.value === value && entries.delete(key);
    },
  };
  return store;
}
