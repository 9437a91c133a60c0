import { scaleWait } from "packages/testkit/scale_wait.ts";

/**
 * Repeats `assertion` until it does not throw, and returns its result.
 * @param options.withinMs how long to try, in milliseconds, times `TEST_TIME_FACTOR`
 * @param options.everyMs the pause between tries, in milliseconds; longer where each try has a cost
 * @throws the last failure when the time has passed
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadlineMs = performance.now() + scaleWait(withinMs);
  while (true) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
