const maximumKeys = 100_000;

/** Counts what happened under a key within a sliding time. */
export function createRateWindows({ now }: { now: () => number }) {
  const times = new Map<string, number[]>();

  return {
    /** Counts one more, unless one of the limits is used up: then false, and nothing is counted. */
    take(key: string, limits: readonly { limit: number; windowMs: number }[]): boolean {
      const longestMs = Math.max(...limits.map(({ windowMs }) => windowMs));
      const recent = (times.get(key) ?? []).filter((time) => time > now() - longestMs);
      const isFree = limits.every(({ limit, windowMs }) =>
        recent.filter((time) => time > now() - windowMs).length < limit
      );
      if (isFree) recent.push(now());
      times.delete(key);
      times.set(key, recent);
      const [oldest] = times.keys();
      if (times.size > maximumKeys && oldest !== undefined) times.delete(oldest);
      return isFree;
    },

    clear(): void {
      times.clear();
    },
  };
}
