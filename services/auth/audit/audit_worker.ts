import type { Sql } from "postgres";
import { auditEvent } from "packages/events/audit_event.ts";
import type { JobQueue, JobWorker } from "packages/storage/jobs/job_queue.ts";
import { recordAct } from "services/auth/audit/audit_store.ts";

/** Records the acts that all services send. A job that comes twice is recorded once, by its id. */
export function workAuditEvents(
  { jobs, sql }: { readonly jobs: Pick<JobQueue, "work">; readonly sql: Sql },
): JobWorker {
  return jobs.work(auditEvent, ({ payload }) => recordAct(sql, payload));
}
