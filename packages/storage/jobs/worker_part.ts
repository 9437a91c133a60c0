import type { BackgroundPart } from "packages/platform/service.ts";
import type { JobWorker } from "packages/storage/jobs/job_queue.ts";

/** A worker of jobs as a background part: at shutdown it takes no more jobs. */
export function workerPart(name: string, work: () => JobWorker): BackgroundPart {
  let worker: JobWorker | undefined;
  const stop = async () => await worker?.stop();
  return { name, start: () => void (worker = work()), drain: stop, stop };
}
