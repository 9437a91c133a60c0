import { describeError } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import {
  claimMembers,
  type MemberKey,
  saveMemberName,
} from "services/ai-reply/members/member_names.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const CHECK_EVERY_MS = 20_000;
const DAY_MS = 24 * 3_600_000;
/** A known name is fetched again after this time: people marry, and names are corrected. */
const FRESH_MS = 7 * DAY_MS;
/** Before a name is fetched again, after a failure or a crash. */
const PAUSE_MS = 10 * 60_000;
const WITHIN_MS = 10_000;
/** In one run; the next one continues. */
const AT_MOST = 100;

type Deps = Pick<WorkerDeps, "sql" | "apps" | "clock" | "log">;

/** Fetches the names of members beside the conversations: no message and no page waits for it. */
export function createMemberNameFetcher(deps: Deps): Recurring {
  const { sql, clock, log } = deps;
  return createRecurring({
    everyMs: CHECK_EVERY_MS,
    async work() {
      const now = clock.now();
      const until = new Date(now + PAUSE_MS);
      const due = await claimMembers(sql, { now: new Date(now), until, limit: AT_MOST });
      for (const member of due) {
        const found = await askWecom(deps, member);
        // WeCom is unreachable: the others are due again after the pause, too.
        if (found === "later") return;
        const askFrom = new Date(now + (found.name === undefined ? DAY_MS : FRESH_MS));
        await saveMemberName(sql, member, { name: found.name, askFrom });
      }
    },
    failure: "member_names_failed",
    log,
  });
}

/** Asks with each app of the corp in turn: an app returns only the members in its visible scope. */
async function askWecom(
  { apps, log }: Deps,
  { corpId, userId }: MemberKey,
): Promise<{ readonly name: string | undefined } | "later"> {
  for (const { app, client } of apps.values()) {
    if (app.corpId !== corpId) continue;
    try {
      const { name } = await client.getUser(userId, AbortSignal.timeout(WITHIN_MS));
      return { name: name === "" ? undefined : name };
    } catch (error) {
      const isForGood = error instanceof WecomError && error.class !== "retry" &&
        error.class !== "refresh";
      if (isForGood) continue;
      log.warn("member_names_not_fetched", { app: app.name, error: describeError(error) });
      return "later";
    }
  }
  return { name: undefined };
}
