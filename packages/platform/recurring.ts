import { describeError, type Logger } from "packages/platform/log.ts";

/** Work that is done again and again beside the requests. */
export interface Recurring {
  start(): void;
  /** Does it now, or waits for the one that is under way. Never rejects. */
  run(): Promise<void>;
  /** Does it no more; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/**
 * Has `work` done every `everyMs` milliseconds from `start` on, never twice at a time. What it throws is logged as
 * `failure`, and it is done again in its turn.
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
