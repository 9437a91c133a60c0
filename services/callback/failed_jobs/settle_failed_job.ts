import type { Actor, Audit } from "packages/events/audit.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { recordReplay } from "services/callback/failed_jobs/job_replays.ts";

/** What is needed to settle failed jobs. */
export interface SettleDeps {
  readonly jobs: Pick<JobQueue, "deadLetters">;
  readonly audit: Audit;
}

/** Runs a failed job again, as a person asked. Returns false if it does not exist any more. */
export async function replayFailedJob(
  { jobs: { deadLetters }, audit }: SettleDeps,
  id: string,
  by: Actor,
): Promise<boolean> {
  return await deadLetters.replay(id, async (tx, { queue, newId }) => {
    const act = { by, action: "dead_letter.replay", thing: `job/${id}`, detail: queue } as const;
    const { id: actId, at } = await audit.record(tx, act);
    await recordReplay(tx, { failedId: id, newId, actId, actorName: by.name, at });
  });
}

/** Deletes a failed job, as a person asked. Returns false if it does not exist any more. */
export async function removeFailedJob(
  { jobs: { deadLetters }, audit }: SettleDeps,
  id: string,
  by: Actor,
): Promise<boolean> {
  return await deadLetters.remove(id, async (tx, { queue }) => {
    await audit.record(tx, { by, action: "dead_letter.delete", thing: `job/${id}`, detail: queue });
  });
}
