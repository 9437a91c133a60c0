import { memberChanged } from "packages/events/member_changed.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue, JobWorker } from "packages/storage/jobs/job_queue.ts";
import type { SessionStore } from "services/auth/sessions/session_store.ts";

/**
 * Ends the sessions of members who left the corp or were disabled; `callback` sends these jobs. A member whose data
 * changed keeps the sessions: the next login reads name and departments again. Working a job twice changes nothing.
 */
export function workMemberChanges(
  deps: {
    readonly jobs: Pick<JobQueue, "work">;
    readonly sessions: Pick<SessionStore, "disableMember">;
    readonly log: Logger;
  },
): JobWorker {
  return deps.jobs.work(memberChanged, async ({ payload: { corpId, userId, change } }) => {
    if (change === "updated") return;
    // Sessions store userids in lower case: WeCom treats userids as case-insensitive.
    const member = { corpId, userId: userId.toLowerCase() };
    const sessions = await deps.sessions.disableMember(member, `member_${change}`);
    if (sessions > 0) {
      deps.log.info("member_sessions_ended", {
        corp_id: corpId,
        user_id: member.userId,
        because: change,
        sessions,
      });
    }
  });
}
