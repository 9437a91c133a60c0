import { withDeadline } from "packages/platform/deadline.ts";
import type { Check } from "packages/platform/service.ts";

const CHECK_TIMEOUT_MS = 2_000;

/** How a process is: `checks` holds `ok` or a sentence for each. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** Readiness of a process. It is not ready before `open()` and after `shut()`. */
export interface Health {
  report(): Promise<HealthReport>;
  add(checks: Readonly<Record<string, Check>>): void;
  open(): void;
  shut(): void;
}

/** Health made of named checks, each with `checkTimeoutMs` (two seconds unless said) to answer. */
export function createHealth(checkTimeoutMs = CHECK_TIMEOUT_MS): Health {
  const checks = new Map<string, Check>();
  let gate = "Cannot serve: still starting";
  return {
    add(more) {
      for (const [name, check] of Object.entries(more)) checks.set(name, check);
    },
    open: () => void (gate = "ok"),
    shut: () => void (gate = "Cannot serve: shutting down"),
    async report() {
      const results = await Promise.all(
        [...checks].map(async ([name, check]) => [name, await run(check, checkTimeoutMs)] as const),
      );
      const report = Object.fromEntries([["process", gate] as const, ...results]);
      return { ok: Object.values(report).every((result) => result === "ok"), checks: report };
    },
  };
}

async function run(check: Check, timeoutMs: number): Promise<string> {
  try {
    const late = `no answer within ${timeoutMs} ms`;
    return await withDeadline(check().then(() => "ok"), timeoutMs, late);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
