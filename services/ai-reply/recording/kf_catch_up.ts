import { callbackMessage } from "packages/events/callback_message.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { claimUnreadAccounts } from "services/ai-reply/recording/kf_cursors.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const CHECK_EVERY_MS = 60_000;
/** WeCom allows few reads without the token of a callback. */
const UNREAD_FOR_MS = 10 * 60_000;

/**
 * Reads every account of 微信客服 that was not read for ten minutes. WeCom stores messages for three days, but repeats a
 * callback only a few times: without this, messages sent during a long outage would wait for the next callback.
 */
export function createKfCatchUp(
  { sql, jobs, clock, nextId, log }: Pick<WorkerDeps, "sql" | "jobs" | "clock" | "nextId" | "log">,
): Recurring {
  return createRecurring({
    everyMs: CHECK_EVERY_MS,
    async work() {
      const now = new Date(clock.now());
      const before = new Date(now.getTime() - UNREAD_FOR_MS);
      await sql.begin(async (tx) => {
        for (const account of await claimUnreadAccounts(tx, { before, now })) {
          const id = nextId();
          const news = {
            kind: "kf_news" as const,
            inboxId: id,
            sentAt: now.toISOString(),
            ...account,
          };
          await jobs.send(callbackMessage, news, { tx, id });
        }
      });
    },
    failure: "kf_catch_up_failed",
    log,
  });
}
