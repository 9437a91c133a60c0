import { withDeadline } from "packages/platform/deadline.ts";

const CHECK_TIMEOUT_MS = 2_000;
/** Anybody may ask how a process is; the servers behind it are asked once in this time. */
const REUSE_MS = 1_000;

/** A readiness check: resolves when good, throws an error with a sentence when not. */
export type Check = () => Promise<void>;

/** How a process is: `checks` holds `ok` or a sentence for each. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** Readiness of a process. It is not ready before `open()` and after `shut()`; `shut()` is final. */
export interface Health {
  /** What the checks say now, or have said within the last second. */
  report(): Promise<HealthReport>;
  add(checks: Readonly<Record<string, Check>>): void;
  open(): void;
  shut(): void;
}

/**
 * Health made of named checks.
 * @param options.checkTimeoutMs what each check has to answer; two seconds unless said
 * @param options.now a clock in milliseconds that never goes back; the machine's unless said
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
