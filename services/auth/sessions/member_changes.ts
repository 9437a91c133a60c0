import { memberChanged } from "packages/events/member_changed.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue, JobWorker } from "packages/storage/jobs/job_queue.ts";
import type { SessionStore } from "services/auth/sessions/session_store.ts";

/**
 * Ends the sessions of members who left or were disabled, as WeCom tells `callback`. A member whose entry merely
 * changed keeps them: name and departments are read anew at the next login. Doing a job twice changes nothing.
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
    // As they sign in: userids are the same in whatever case.
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
