import { scaleWait } from "packages/testkit/scale_wait.ts";

const PAUSE_MAX_MS = 100;

/**
 * Repeats `assertion` until it does not throw, and returns its result. The pause between tries grows to {@link PAUSE_MAX_MS},
 * because long waits should leave the processors to what they wait for.
 * @param options.withinMs how long to try, in milliseconds, times `TEST_TIME_FACTOR`
 * @param options.everyMs the first pause, in milliseconds; longer where each try has a cost
 * @throws the last failure when the time has passed
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadlineMs = performance.now() + scaleWait(withinMs);
  let pauseMs = everyMs;
  while (true) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.max(everyMs, Math.min(pauseMs * 1.3, PAUSE_MAX_MS));
  }
}
