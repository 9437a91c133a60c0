import { describeError, type Logger } from "packages/platform/log.ts";

/** Work that runs at an interval beside the requests. */
export interface Recurring {
  start(): void;
  /** Runs the work now, or waits for the run in progress. Never rejects. */
  run(): Promise<void>;
  /** Ends the interval; resolves when no run is in progress. */
  stop(): Promise<void>;
}

/**
 * Runs `work` every `everyMs` milliseconds after `start`, never twice at the same time. An error is logged as the event
 * `failure`; the next run takes place all the same.
 */
export function createRecurring(
  { everyMs, work, failure, log }: {
    readonly everyMs: number;
    readonly work: () => Promise<void>;
    readonly failure: string;
    readonly log: Logger;
  },
): Recurring {
  let timer: ReturnType<typeof setInterval> | undefined;
  let underWay: Promise<void> | undefined;

  async function attempt(): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn(failure, { error: describeError(error) });
    } finally {
      underWay = undefined;
    }
  }
  const run = () => underWay ??= attempt();

  return {
    start: () => void (timer ??= setInterval(run, everyMs)),
    run,
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
