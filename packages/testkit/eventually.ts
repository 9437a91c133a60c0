const POLL_EVERY_MS = 10;

/**
 * Runs `assertion` again and again until it does not throw, and returns what it returned.
 * Throws the last failure when `withinMs` (default 5 000) milliseconds have passed.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 5_000 }: { withinMs?: number } = {},
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  while (true) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
  }
}
