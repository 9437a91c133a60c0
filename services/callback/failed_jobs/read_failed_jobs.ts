import type { Sql } from "postgres";
import { cursorInvalid } from "packages/platform/http/page_cursor.ts";
import type { DeadLetter, DeadLetterPage, DeadLetters } from "packages/storage/jobs/job_queue.ts";
import { type JobReplay, readReplays } from "services/callback/failed_jobs/job_replays.ts";

/** A dead letter, and who ran the job again before it failed this time, the latest first. */
export interface FailedJob extends DeadLetter {
  readonly replays: readonly JobReplay[];
}

/** Which failed jobs to read. */
export interface FailedJobsPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly queue?: string | undefined;
}

/**
 * Reads one page of failed jobs, the latest first.
 * @throws AppError 400 when the cursor does not come from a page
 */
export async function readFailedJobs(
  { sql, jobs: { deadLetters } }: {
    readonly sql: Sql;
    readonly jobs: { deadLetters: DeadLetters };
  },
  page: FailedJobsPage,
): Promise<{ readonly items: readonly FailedJob[]; readonly nextCursor: string | undefined }> {
  const { items, nextCursor } = await readDeadLetters(deadLetters, page);
  const replays = await readReplays(sql, items.map(({ id }) => id));
  return {
    items: items.map((item) => ({ ...item, replays: replays.get(item.id) ?? [] })),
    nextCursor,
  };
}

async function readDeadLetters(
  deadLetters: DeadLetters,
  { limit, cursor, queue }: FailedJobsPage,
): Promise<DeadLetterPage> {
  try {
    return await deadLetters.list({ limit, ...cursor && { cursor }, ...queue && { queue } });
  } catch (error) {
    throw error instanceof RangeError ? cursorInvalid(error) : error;
  }
}
