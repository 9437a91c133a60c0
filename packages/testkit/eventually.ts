/**
 * Runs `assertion` again and again until it does not throw, and returns what it returned.
 * Throws the last failure when `withinMs` (default 60 000: more than the busiest machine needs) milliseconds have
 * passed. `everyMs` (default 10) spares what counts how often it is asked.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 60_000, everyMs = 10 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  while (true) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
