import { describeError, type Logger } from "packages/platform/log.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import type { InboxStore } from "services/callback/inbox/inbox_store.ts";
import { retryUntilDeadline } from "services/callback/receiving/hedged_retry.ts";

/** Storing is tried for this long after the callback arrived: WeCom closes the connection after five seconds. */
const STORE_WITHIN_MS = 4_500;

/**
 * Stores an entry with its job, with retries while PostgreSQL is not available.
 * @param arrivedAt when the callback arrived, a time of `performance.now`
 * @returns whether the entry is stored; `false` may also mean that the result of the commit is unknown
 */
export async function storeEntry(
  { inbox, log }: { readonly inbox: InboxStore; readonly log: Logger },
  entry: InboxEntry,
  arrivedAt: number,
): Promise<boolean> {
  const { app, source, kind } = entry;
  try {
    const stored = await retryUntilDeadline(
      (signal) => inbox.store(entry, signal),
      arrivedAt + STORE_WITHIN_MS,
    );
    log.debug("callback_stored", { app, source, kind, ...stored });
    if (entry.isIgnored) {
      const { inboxId } = stored;
      const reason = "it contains an id that is longer than WeCom's ids: stored without a job";
      log.warn("callback_ignored", { app, source, kind, inboxId, reason });
    }
    return true;
  } catch (error) {
    log.error("callback_not_stored", { app, error: describeError(error) });
    return false;
  }
}
