import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

const STEP_WITHIN_MS = 15_000;

/** What has been opened, to be closed in reverse. */
export interface Teardown {
  /** Adds a step; `name` is for the log. */
  add(name: string, step: () => Promise<void> | void): void;
  /** Runs all steps, the last added first. One that fails or hangs is logged and keeps none from running. */
  run(): Promise<void>;
}

/** An empty teardown; each step gets `stepWithinMs` (default 15 seconds). */
export function createTeardown(log: Logger, stepWithinMs = STEP_WITHIN_MS): Teardown {
  const steps: { name: string; step: () => Promise<void> | void }[] = [];

  async function runStep(name: string, step: () => Promise<void> | void): Promise<void> {
    try {
      const done = Promise.resolve(step()).then(() => "done" as const);
      const outcome = await withDeadline(done, stepWithinMs, "late" as const);
      if (outcome === "late") log.warn("stop_given_up", { step: name, after_ms: stepWithinMs });
    } catch (error) {
      log.error("stop_failed", { step: name, error: describeError(error) });
    }
  }

  return {
    add: (name, step) => void steps.push({ name, step }),
    async run() {
      for (let next = steps.pop(); next !== undefined; next = steps.pop()) {
        await runStep(next.name, next.step);
      }
    },
  };
}
