import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { JobAttempt } from "packages/storage/jobs/job_attempt.ts";
import type { JobHandler, JobWorker, QueueDefinition } from "packages/storage/jobs/job_queue.ts";
import { takeJob } from "packages/storage/jobs/job_table.ts";
import type { LiveQueue } from "packages/storage/jobs/open_queue.ts";

/** Workers react to hints at once. Polling finds jobs whose hint was lost, and retries that are due. */
const POLL_EVERY_MS = 1_000;
/** The time that running jobs have to finish when the worker stops. */
const FINISH_WITHIN_MS = 10_000;

/** The queue, its handler, and when it can be used. */
export interface WorkerOptions<P> {
  /** Resolves when the queue can be used; with undefined when it was stopped before. */
  readonly live: Promise<LiveQueue | undefined>;
  readonly queue: QueueDefinition<P>;
  readonly handler: JobHandler<P>;
  readonly concurrency: number;
  readonly log: Logger;
}

/** A worker that can be woken to look for jobs now. */
export interface WakeableWorker extends JobWorker {
  readonly queue: string;
  wake(): void;
}

/**
 * Runs the jobs of one queue. While fewer than `concurrency` jobs run, it looks for the next one: at the start, when it
 * is woken, when a job has ended, and once a second. So there is no pause between the jobs of a burst.
 */
export function startWorker<P>(options: WorkerOptions<P>): WakeableWorker {
  const worker = new Worker(options);
  worker.start();
  return worker;
}

class Worker<P> implements WakeableWorker {
  readonly queue: string;
  readonly #options: WorkerOptions<P>;
  readonly #running = new Map<JobAttempt<P>, Promise<void>>();
  readonly #stopped = Promise.withResolvers<undefined>();
  #ended: Promise<void> = Promise.resolve();
  #stopping = false;
  #woken = false;
  /** Whether the last look failed, so that an outage is logged once. */
  #failing = false;
  #endPause = () => {};

  constructor(options: WorkerOptions<P>) {
    this.#options = options;
    this.queue = options.queue.name;
  }

  start(): void {
    this.#ended = this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#endPause();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped.resolve(undefined);
    this.#endPause();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const live = await Promise.race([this.#options.live, this.#stopped.promise]);
    if (live === undefined) return;
    while (!this.#stopping) {
      this.#woken = false;
      const hasCapacity = this.#running.size < this.#options.concurrency;
      if (!(hasCapacity && await this.#startNext(live))) await this.#pause();
    }
    const allDone = Promise.all(this.#running.values()).then(() => true);
    if (await withDeadline(allDone, FINISH_WITHIN_MS, false)) return;
    for (const attempt of this.#running.keys()) attempt.stop();
    await allDone;
  }

  /** Starts the next job. Returns false when there is none. */
  async #startNext(live: LiveQueue): Promise<boolean> {
    const { queue, log } = this.#options;
    try {
      const job = await takeJob(live.connection, queue);
      this.#failing = false;
      if (job === undefined) return false;
      const attempt = new JobAttempt({ ...this.#options, live, job });
      const done = attempt.run().then(() => {
        this.#running.delete(attempt);
        this.wake();
      });
      this.#running.set(attempt, done);
      return true;
    } catch (error) {
      if (!this.#failing) {
        log.warn("jobs_unreachable", { queue: queue.name, error: describeError(error) });
      }
      this.#failing = true;
      return false;
    }
  }

  async #pause(): Promise<void> {
    if (this.#woken || this.#stopping) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, POLL_EVERY_MS);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }
}
