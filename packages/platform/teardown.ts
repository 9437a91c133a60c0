import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

/** Time for all steps together. Kubernetes kills a pod after 30 seconds by default. */
const ALL_WITHIN_MS = 20_000;
/** Time that each step gets at least, so that a slow one cannot keep a later one from closing its servers. */
const STEP_AT_LEAST_MS = 1_000;

/** One step of a teardown. */
export interface Step {
  /** For the log. */
  readonly name: string;
  run(): Promise<void> | void;
}

/** The steps that close what was opened. */
export interface Teardown {
  /** Adds a step; `name` is for the log. */
  add(name: string, step: Step["run"]): void;
  /** Adds steps that run at the same time. */
  addTogether(steps: readonly Step[]): void;
  /** Runs all steps, the last added first, under one deadline. A step that fails or hangs is logged and left. */
  run(): Promise<void>;
}

/** An empty teardown. @param limits in milliseconds; `all` covers all steps, `step` is the minimum of each */
export function createTeardown(
  log: Logger,
  limits: { readonly all: number; readonly step: number } = {
    all: ALL_WITHIN_MS,
    step: STEP_AT_LEAST_MS,
  },
): Teardown {
  const groups: (readonly Step[])[] = [];

  async function runStep({ name, run }: Step, withinMs: number): Promise<void> {
    try {
      const done = Promise.resolve(run()).then(() => "done" as const);
      const outcome = await withDeadline(done, withinMs, "late" as const);
      if (outcome === "late") log.warn("stop_abandoned", { step: name, after_ms: withinMs });
    } catch (error) {
      log.error("stop_failed", { step: name, error: describeError(error) });
    }
  }

  return {
    add: (name, run) => void groups.push([{ name, run }]),
    addTogether: (steps) => void groups.push(steps),
    async run() {
      const endsAt = performance.now() + limits.all;
      for (let next = groups.pop(); next !== undefined; next = groups.pop()) {
        const remainingMs = Math.round(endsAt - performance.now());
        const withinMs = Math.max(remainingMs, limits.step);
        await Promise.all(next.map((step) => runStep(step, withinMs)));
      }
    },
  };
}
