const FIRST_CEILING_MS = 500;
const CEILING_MS = 8_000;

/**
 * How long to wait, in milliseconds, before the try that follows the `failures`-th failure in a row (from 1):
 * exponential with full jitter, ceilings 0.5, 1, 2, 4 and then 8 s. `random` is in [0, 1).
 */
export function backOffMs(failures: number, random: number): number {
  return Math.round(random * Math.min(CEILING_MS, FIRST_CEILING_MS * 2 ** (failures - 1)));
}
