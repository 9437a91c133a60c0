/** Counts acts by name, with their durations and the errors of those that failed. */
export interface Tally {
  /** Runs one act and counts it. Never rejects. */
  count(name: string, act: () => Promise<void>): Promise<void>;
  /** One line for each name. */
  lines(): string[];
  /** The error of each act that failed. */
  readonly failures: readonly string[];
}

/** Creates an empty {@link Tally}. */
export function createTally(): Tally {
  const durations = new Map<string, number[]>();
  const failures: string[] = [];
  return {
    failures,
    async count(name, act) {
      const startedAt = performance.now();
      try {
        await act();
        const all = durations.get(name) ?? [];
        durations.set(name, all);
        all.push(performance.now() - startedAt);
      } catch (error) {
        failures.push(`${new Date().toISOString()} ${name}: ${error}`);
      }
    },
    lines: () =>
      [...durations].map(([name, all]) => {
        const sorted = all.toSorted((a, b) => a - b);
        const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
        return `${name}: ${all.length} done, median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${
          at(1)
        } ms`;
      }),
  };
}
