import { withDeadline } from "packages/platform/deadline.ts";

const CHECK_TIMEOUT_MS = 2_000;
/** Health is public, so the servers behind the process are asked only once in this time. */
const REUSE_MS = 1_000;

/** A readiness check. Resolves when the server is usable. @throws Error with one sentence when it is not */
export type Check = () => Promise<void>;

/** The state of a process: `checks` has `ok` or a sentence for each check. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** Readiness of a process. It is not ready before `open()` and after `shut()`; `shut()` is final. */
export interface Health {
  /** The results of the checks, at most one second old. */
  report(): Promise<HealthReport>;
  add(checks: Readonly<Record<string, Check>>): void;
  open(): void;
  shut(): void;
}

/**
 * Readiness from named checks.
 * @param options.checkTimeoutMs how long each check may take; default: two seconds
 * @param options.now a monotonic clock in milliseconds; default: the machine's
 */
export function createHealth(
  options: { readonly checkTimeoutMs?: number; readonly now?: () => number } = {},
): Health {
  const { checkTimeoutMs = CHECK_TIMEOUT_MS, now = () => performance.now() } = options;
  const checks = new Map<string, Check>();
  let gate: "still starting" | "open" | "shutting down" = "still starting";
  let latest: { results: Promise<[string, string][]>; staleAt: number } | undefined;

  function runAll(): Promise<[string, string][]> {
    if (latest !== undefined && now() < latest.staleAt) return latest.results;
    const results = Promise.all(
      [...checks].map(async ([name, check]): Promise<[string, string]> => [
        name,
        await run(check, checkTimeoutMs),
      ]),
    );
    const round = { results, staleAt: Infinity };
    latest = round;
    return results.finally(() => round.staleAt = now() + REUSE_MS);
  }

  return {
    add(more) {
      for (const [name, check] of Object.entries(more)) checks.set(name, check);
      latest = undefined;
    },
    open: () => void (gate = gate === "shutting down" ? gate : "open"),
    shut: () => void (gate = "shutting down"),
    async report() {
      const results = await runAll();
      const report = Object.fromEntries([["process", describeGate(gate)], ...results]);
      return { ok: Object.values(report).every((result) => result === "ok"), checks: report };
    },
  };
}

function describeGate(gate: string): string {
  return gate === "open" ? "ok" : `Cannot serve: ${gate}`;
}

async function run(check: Check, timeoutMs: number): Promise<string> {
  try {
    const late = `no answer within ${timeoutMs} ms`;
    return await withDeadline(check().then(() => "ok"), timeoutMs, late);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
