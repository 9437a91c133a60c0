/** A pending timer looks at the clock at least this often, because tests move clocks. */
const LOOK_MS = 250;

interface Task {
  at: number;
  run: () => void;
}

/** What happens later by the simulator's clock. */
export type Timers = ReturnType<typeof createTimers>;

/**
 * Timers that follow `now` and not the machine's time. They fire in the order of their times.
 * @param now milliseconds since the epoch
 */
export function createTimers(now: () => number) {
  let tasks: Task[] = [];
  let handle: ReturnType<typeof setTimeout> | undefined;

  function nextTask(): Task | undefined {
    return tasks.toSorted((a, b) => a.at - b.at)[0];
  }

  function arm(): void {
    clearTimeout(handle);
    const next = nextTask();
    if (next === undefined) return;
    handle = setTimeout(runDue, Math.max(0, Math.min(next.at - now(), LOOK_MS)));
  }

  function remove(task: Task): void {
    tasks = tasks.filter((candidate) => candidate !== task);
  }

  /** Runs what is due now; a test that moved the clock calls it. */
  function runDue(): void {
    for (let task = nextTask(); task !== undefined && task.at <= now(); task = nextTask()) {
      remove(task);
      task.run();
    }
    arm();
  }

  return {
    runDue,
    /** When the next timer is due, in milliseconds since the epoch; undefined: none waits. */
    nextAt: (): number | undefined => nextTask()?.at,
    /** Runs `run` in `ms` milliseconds. Returns what cancels it. */
    after(ms: number, run: () => void): () => void {
      const task = { at: now() + ms, run };
      tasks.push(task);
      arm();
      return () => remove(task);
    },
    clear(): void {
      clearTimeout(handle);
      tasks = [];
    },
  };
}
