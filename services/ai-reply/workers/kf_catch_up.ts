import { callbackMessage } from "packages/events/callback_message.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { takeUnread } from "services/ai-reply/stores/kf_cursors.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

const LOOK_EVERY_MS = 60_000;
/** WeCom allows few reads without the token of a callback. */
const UNREAD_FOR_MS = 10 * 60_000;

/**
 * Has every account of 微信客服 read that nobody told of for ten minutes: WeCom keeps messages for three days, but tells
 * of them only a few times, so news that came during a long outage would lie there until the next customer writes.
 */
export function createKfCatchUp(
  { sql, jobs, clock, nextId, log }: Pick<Engine, "sql" | "jobs" | "clock" | "nextId" | "log">,
): Recurring {
  return createRecurring({
    everyMs: LOOK_EVERY_MS,
    async work() {
      const now = new Date(clock.now());
      const before = new Date(now.getTime() - UNREAD_FOR_MS);
      await sql.begin(async (tx) => {
        for (const account of await takeUnread(tx, { before, now })) {
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
