import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { createAuditPruner } from "services/auth/audit/audit_pruner.ts";
import { workAuditEvents } from "services/auth/audit/audit_worker.ts";

/** The background parts of the audit trail: one records acts, one deletes them after `retentionDays`. */
export function auditParts(
  { jobs, ...deps }: {
    readonly sql: Sql;
    readonly jobs: JobQueue;
    readonly retentionDays: number;
    readonly clock: Clock;
    readonly log: Logger;
  },
): readonly BackgroundPart[] {
  return [
    { name: "audit pruner", ...createAuditPruner(deps) },
    workerPart("audit trail", () => workAuditEvents({ jobs, sql: deps.sql })),
  ];
}
