import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { pruneReplays } from "services/callback/failed_jobs/job_replays.ts";

const HOUR_MS = 3_600_000;
/** A job that fails again is kept for 30 days, from a failure that may come long after the replay. */
const KEPT_MS = 60 * 24 * HOUR_MS;

/** Deletes what is known about replays of failed jobs after 60 days. Several replicas may do it at the same time. */
export function createReplayPruner(
  { sql, clock, log }: { readonly sql: Sql; readonly clock: Clock; readonly log: Logger },
): Recurring {
  return createRecurring({
    everyMs: HOUR_MS,
    work: () => pruneReplays(sql, new Date(clock.now() - KEPT_MS)),
    failure: "job_replay_prune_failed",
    log,
  });
}
