/** Runs expensive work, a few pieces at a time. */
export interface BoundedWork {
  /**
   * Runs `work`, or lets it wait for its turn. Returns undefined, without running it, when too many wait already: the
   * caller is refused.
   */
  run<T>(work: () => Promise<T>): Promise<T> | undefined;
}

/**
 * Bounds the memory and CPU that work of one kind takes.
 * @param limits.atOnce how many pieces run at the same time
 * @param limits.waiting how many more may wait, first come, first served
 */
export function createBoundedWork(
  limits: { readonly atOnce: number; readonly waiting: number },
): BoundedWork {
  const queue: (() => void)[] = [];
  let running = 0;

  async function runNow<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // A piece that waited takes over the place, so `running` stays.
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    run(work) {
      if (running < limits.atOnce) {
        running += 1;
        return runNow(work);
      }
      if (queue.length >= limits.waiting) return undefined;
      return new Promise<void>((resolve) => queue.push(resolve)).then(() => runNow(work));
    },
  };
}
