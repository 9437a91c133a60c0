import { describeError, type Logger } from "packages/platform/log.ts";
import { hintJob } from "packages/storage/jobs/job_hints.ts";
import {
  extendLeases,
  handBackJob,
  takeJobs,
  type TakenJob,
} from "packages/storage/jobs/job_table.ts";
import type { QueueWorker } from "packages/storage/jobs/job_worker.ts";
import type { QueueConnection } from "packages/storage/jobs/queue_connection.ts";

/** Hints start a look at once. Regular looks find jobs whose hint was lost, retries, and jobs of killed workers. */
const LOOK_EVERY_MS = 1_000;
/** Three heartbeats may be lost before a lease passes. */
const HEARTBEAT_EVERY_MS = 3_000;

/** What the loop works with. */
export interface TakeLoopOptions {
  readonly connection: QueueConnection;
  /** The workers by queue; others may be added while the loop runs. */
  // deno-lint-ignore no-explicit-any -- workers of different payloads
  readonly workers: ReadonlyMap<string, QueueWorker<any>>;
  readonly log: Logger;
}

/**
 * Takes the jobs of all queues of a process: one statement for all of them when it is woken, when a waiting job may start, and
 * once a second. So there is no pause between the jobs of a burst, and an idle process asks once a second.
 */
export class TakeLoop {
  readonly #options: TakeLoopOptions;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isStopping = false;
  #isWoken = false;
  /** Whether the last look failed, so that an outage is logged once. */
  #isFailing = false;
  #endPause = () => {};

  constructor(options: TakeLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_EVERY_MS);
    this.#ended = this.#run();
  }

  wake(): void {
    this.#isWoken = true;
    this.#endPause();
  }

  /** Takes no more jobs. Resolves after the last look. */
  async stopTaking(): Promise<void> {
    this.#isStopping = true;
    this.#endPause();
    await this.#ended;
  }

  /** Ends the heartbeats, when no job runs any more. */
  stop(): void {
    clearInterval(this.#heartbeat);
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false;
      if (!await this.#look()) await this.#pause();
    }
  }

  /** Takes jobs and runs them. Returns whether there may be more. */
  async #look(): Promise<boolean> {
    const { connection, workers, log } = this.#options;
    const losses = connection.losses();
    const hasLostConnection = () => connection.losses() !== losses;
    const wanted = [...workers.values()].map((worker) => worker.wanted)
      .filter(({ free }) => free > 0);
    if (wanted.length === 0) return false;
    try {
      const jobs = await takeJobs(connection.sql, wanted);
      this.#isFailing = false;
      await Promise.all(jobs.map((job) => this.#runJob(job, hasLostConnection)));
      return wanted.some(({ queue, free }) =>
        jobs.filter((job) => job.queue === queue).length === free
      );
    } catch (error) {
      if (!this.#isFailing) log.warn("jobs_unreachable", { error: describeError(error) });
      this.#isFailing = true;
      return false;
    }
  }

  async #runJob(job: TakenJob, hasLostConnection: () => boolean): Promise<void> {
    const { sql } = this.#options.connection;
    const worker = this.#options.workers.get(job.queue);
    if (worker !== undefined && worker.wanted.free > 0) return worker.run(job, hasLostConnection);
    // The worker has stopped meanwhile.
    await handBackJob(sql, job);
    await hintJob(sql, job.queue);
  }

  async #beat(): Promise<void> {
    const { connection: { sql }, workers } = this.#options;
    const attempts = [...workers.values()].flatMap((worker) => worker.attempts);
    if (attempts.length === 0) return;
    try {
      const ours = new Set(await extendLeases(sql, attempts.map(({ job }) => job)));
      for (const attempt of attempts) if (!ours.has(attempt.job.takenBy)) attempt.lose();
    } catch {
      // While the database is down, no other worker can take a job.
    }
  }

  async #pause(): Promise<void> {
    if (this.#isWoken || this.#isStopping) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LOOK_EVERY_MS);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }
}
