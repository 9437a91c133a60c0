/** The value below which `share` (0 to 1) of the values lie. NaN without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** Median and range of the rounds: `5,692 [3,500..6,640] per second`. */
export function describe(values: readonly number[], unit: string): string {
  const range = values.length === 1
    ? ""
    : ` [${round(Math.min(...values))}..${round(Math.max(...values))}]`;
  return `${round(median(values))}${range} ${unit}`;
}

/** Three digits, or all digits before the point. */
export function round(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** The median of the ratios of each round: the two sides of a round had the same machine. */
export function medianRatio(ours: readonly number[], peers: readonly number[]): number {
  return median(ours.map((value, index) => value / peers[index]!));
}
