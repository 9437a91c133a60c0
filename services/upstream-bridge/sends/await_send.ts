import { withDeadline } from "packages/platform/deadline.ts";
import { createChangeBell } from "services/upstream-bridge/accounts/change_bell.ts";
import { isFinished, readSend, type Send } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";

/** Reads that do not depend on hints: a lost one costs at most this. */
const READ_EVERY_MS = 1_000;

/**
 * Waits until a send has its outcome, at most `waitMs` milliseconds, until the caller has left or the process shuts down.
 * Returns it as it is then.
 */
export async function awaitSend(
  { sql, changes }: Pick<SendDeps, "sql" | "changes">,
  send: Send,
  { waitMs, signal }: { readonly waitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Send> {
  if (isFinished(send)) return send;
  const endsAt = performance.now() + waitMs;
  const bell = createChangeBell(changes, send.accountId, signal);
  try {
    while (true) {
      const rung = bell.next();
      const present = await readSend(sql, send) ?? send;
      const leftMs = endsAt - performance.now();
      if (isFinished(present) || leftMs <= 0 || bell.isOver) return present;
      await withDeadline(rung, Math.min(READ_EVERY_MS, leftMs), undefined);
    }
  } finally {
    bell.close();
  }
}
