import type { Sql } from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { storableText } from "packages/platform/storable_text.ts";
import { decodePayload, inJobSpan, PayloadError } from "packages/storage/jobs/job_data.ts";
import { hintJob } from "packages/storage/jobs/job_hints.ts";
import {
  type JobHandler,
  type QueueDefinition,
  retryLimitOf,
} from "packages/storage/jobs/job_queue.ts";
import {
  buryJob,
  endJob,
  handBackJob,
  type JobEnd,
  retryJob,
  type TakenJob,
} from "packages/storage/jobs/job_table.ts";

const TIMEOUT_SECONDS = 300;
/** The pause after the first failure. It doubles with each further one, up to the longest. */
const RETRY_AFTER_MS = 1_000;
const RETRY_AFTER_MAX_MS = 60_000;
/** The time that a handler has to end after its signal was aborted. */
const ABORTED_WITHIN_MS = 2_000;
/** Writing the outcome is repeated while the database is down. After that the lease passes. */
const WRITE_EVERY_MS = 250;
const WRITE_TRIES = 40;
const ERROR_LENGTH_MAX = 1_000;

/** The job, its handler and its queue. */
export interface AttemptOptions<P> {
  readonly sql: Sql;
  readonly queue: QueueDefinition<P>;
  readonly job: TakenJob;
  readonly handler: JobHandler<P>;
  readonly log: Logger;
  /** Whether the connection that took the job was lost since then. */
  readonly hasLostConnection: () => boolean;
}

/** One attempt at a job that was taken: runs the handler and writes the outcome. */
export class JobAttempt<P> {
  readonly job: TakenJob;
  readonly #options: AttemptOptions<P>;
  readonly #log: Logger;
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  /** Why it ends early. */
  #endReason: "timeout" | "lost" | "stop" | undefined;

  constructor(options: AttemptOptions<P>) {
    this.#options = options;
    this.job = options.job;
    const { queue, id, attempt } = options.job;
    this.#log = options.log.with({ queue, job_id: id, attempt });
  }

  /**
   * Resolves when the outcome is written, also after a failure. Returns whether the next job of the key may start now.
   * Never rejects.
   */
  async run(): Promise<boolean> {
    const { timeoutSeconds = TIMEOUT_SECONDS } = this.#options.queue;
    const timer = setTimeout(() => this.#end("timeout"), timeoutSeconds * 1_000);
    try {
      const failure = await this.#work(timeoutSeconds);
      return await persist(() => this.#writeOutcome(failure));
    } catch (error) {
      this.#log.error("job_outcome_unwritten", { error: describeError(error) });
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the attempt early and returns the job to the queue. */
  stop(): void {
    this.#end("stop");
  }

  /** Ends the attempt because another worker has the job. */
  lose(): void {
    this.#end("lost");
  }

  #end(reason: "timeout" | "lost" | "stop"): void {
    this.#endReason ??= reason;
    this.#controller.abort();
    this.#ended.resolve();
  }

  /** Resolves with undefined when the handler succeeded, else with the error. */
  async #work(timeoutSeconds: number): Promise<{ error: unknown } | undefined> {
    const { queue, job, handler } = this.#options;
    const { id, attempt, traceparent } = job;
    const handled = inJobSpan(queue.name, traceparent, async () => {
      const payload = decodePayload(queue, job.payload);
      await handler({ id, payload, signal: this.#controller.signal, attempt });
    }).then(() => undefined, (error: unknown) => ({ error }));
    const late = new Error(`Cannot finish the job: it takes longer than ${timeoutSeconds} s`);
    const endedEarly = this.#ended.promise.then(() =>
      withDeadline(handled, ABORTED_WITHIN_MS, { error: late })
    );
    return await Promise.race([handled, endedEarly]);
  }

  async #writeOutcome(failure: { error: unknown } | undefined): Promise<boolean> {
    const end = this.#endReason === "lost" ? "lost" : await this.#write(failure);
    // The other worker decides the outcome.
    if (end === "lost") this.#log.warn("job_lost");
    return end === "next";
  }

  async #write(failure: { error: unknown } | undefined): Promise<JobEnd> {
    const { sql, queue, job, hasLostConnection } = this.#options;
    if (failure === undefined && hasLostConnection()) {
      // PostgreSQL may have crashed, and lost what the handler has committed.
      this.#log.info("job_repeated");
      return await handBackJob(sql, job) ? "next" : "lost";
    }
    if (failure === undefined) return await endJob(sql, job);
    if (this.#endReason === "stop") {
      this.#log.info("job_handed_back");
      await handBackJob(sql, job);
      await hintJob(sql, queue.name);
      return "last";
    }
    const { error } = failure;
    const isLast = error instanceof PayloadError || job.attempt > retryLimitOf(queue);
    const end = isLast
      ? await buryJob(sql, job, describeBriefly(error))
      : await retryJob(sql, job, retryAfterMs(job.attempt))
      ? "last"
      : "lost";
    if (end !== "lost") {
      const event = isLast ? "job_dead" : "job_failed";
      this.#log[isLast ? "error" : "warn"](event, { error: describeError(error) });
    }
    return end;
  }
}

function retryAfterMs(attempt: number): number {
  return Math.min(RETRY_AFTER_MS * 2 ** (attempt - 1), RETRY_AFTER_MAX_MS);
}

/** Repeats `write` while the database is down. */
async function persist<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isUnavailable(error) || tries === WRITE_TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY_MS));
  }
}

function describeBriefly(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return storableText(text.slice(0, ERROR_LENGTH_MAX));
}
