import type { Sql } from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import type { Logger } from "packages/platform/log.ts";
import { JobAttempt } from "packages/storage/jobs/job_attempt.ts";
import type { JobHandler, JobWorker, QueueDefinition } from "packages/storage/jobs/job_queue.ts";
import type { TakenJob, Wanted } from "packages/storage/jobs/job_table.ts";

/** The time that running jobs have to finish when the worker stops. */
const FINISH_WITHIN_MS = 10_000;

/** The queue and its handler. */
export interface WorkerOptions<P> {
  readonly sql: Sql;
  readonly queue: QueueDefinition<P>;
  readonly handler: JobHandler<P>;
  readonly concurrency: number;
  readonly log: Logger;
  /** Called when the end of a job lets a waiting one start. */
  readonly onRoom: () => void;
}

/** The running jobs of one queue in this process. */
export class QueueWorker<P> implements JobWorker {
  readonly #options: WorkerOptions<P>;
  readonly #running = new Map<JobAttempt<P>, Promise<void>>();
  #stopping: Promise<void> | undefined;

  constructor(options: WorkerOptions<P>) {
    this.#options = options;
  }

  /** How many jobs it may take now. */
  get wanted(): Wanted {
    const { queue, concurrency } = this.#options;
    const free = this.#stopping === undefined ? concurrency - this.#running.size : 0;
    return { queue: queue.name, free };
  }

  get attempts(): readonly JobAttempt<P>[] {
    return [...this.#running.keys()];
  }

  /** @param hasLostConnection whether the connection that took the job was lost since then */
  run(job: TakenJob, hasLostConnection: () => boolean): void {
    const { concurrency, onRoom } = this.#options;
    const attempt = new JobAttempt({ ...this.#options, job, hasLostConnection });
    const done = attempt.run().then((isNextDue) => {
      const wasFull = this.#running.size >= concurrency;
      this.#running.delete(attempt);
      if (isNextDue || wasFull) onRoom();
    });
    this.#running.set(attempt, done);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async #finish(): Promise<void> {
    const allDone = Promise.all(this.#running.values()).then(() => true);
    if (await withDeadline(allDone, FINISH_WITHIN_MS, false)) return;
    for (const attempt of this.#running.keys()) attempt.stop();
    await allDone;
  }
}
