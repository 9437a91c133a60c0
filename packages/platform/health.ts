import { withDeadline } from "packages/platform/deadline.ts";

const CHECK_TIMEOUT_MS = 2_000;
/** Health is public, so the servers behind the process are asked only once in this time. */
const REUSE_MS = 1_000;

/** A check of a server behind the process. Resolves when it is usable. @throws Error with one sentence when it is not */
export type Check = () => Promise<void>;

/** The state of a process: `checks` has `ok` or a sentence for each check. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/**
 * Health and readiness of a process. A process is healthy while all checks pass. It is ready from the first time that it is
 * healthy after `open()`, until `shut()`, which is final: an outage of a server that all replicas use must not take all of
 * them out of the load balancer at once.
 */
export interface Health {
  /** The results of the checks, at most one second old. `ok`: the process is healthy. */
  report(): Promise<HealthReport>;
  /** Whether the process may get requests. Asks the servers only until the process is ready. */
  isReady(): Promise<boolean>;
  add(checks: Readonly<Record<string, Check>>): void;
  open(): void;
  shut(): void;
}

/**
 * Health from named checks.
 * @param options.checkTimeoutMs how long each check may take; default: two seconds
 * @param options.now a monotonic clock in milliseconds; default: the machine's
 */
export function createHealth(
  options: { readonly checkTimeoutMs?: number; readonly now?: () => number } = {},
): Health {
  const { checkTimeoutMs = CHECK_TIMEOUT_MS, now = () => performance.now() } = options;
  const checks = new Map<string, Check>();
  let gate: "still starting" | "open" | "shutting down" = "still starting";
  let wasHealthy = false;
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

  async function report(): Promise<HealthReport> {
    const results = await runAll();
    const all = Object.fromEntries([["process", describeGate(gate)], ...results]);
    const ok = Object.values(all).every((result) => result === "ok");
    wasHealthy ||= ok;
    return { ok, checks: all };
  }

  return {
    report,
    async isReady() {
      if (!wasHealthy) await report();
      return wasHealthy && gate === "open";
    },
    add(more) {
      for (const [name, check] of Object.entries(more)) checks.set(name, check);
      latest = undefined;
    },
    open: () => void (gate = gate === "shutting down" ? gate : "open"),
    shut: () => void (gate = "shutting down"),
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
