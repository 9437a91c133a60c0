import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** How many attempts follow the first one. */
export function retryLimitOf({ retryLimit = 10 }: Pick<AnyQueue, "retryLimit">): number {
  return retryLimit;
}

/** How long one attempt may take. */
export function timeoutSecondsOf({ timeoutSeconds = 300 }: Pick<AnyQueue, "timeoutSeconds">) {
  return timeoutSeconds;
}
