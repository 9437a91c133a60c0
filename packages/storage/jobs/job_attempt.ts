import { withDeadline } from "packages/platform/deadline.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { storableText } from "packages/platform/storable_text.ts";
import { decodeJob, inJobSpan, PayloadError } from "packages/storage/jobs/job_data.ts";
import { hintJob } from "packages/storage/jobs/job_hints.ts";
import type { JobHandler, QueueDefinition } from "packages/storage/jobs/job_queue.ts";
import {
  completeJob,
  forbidRetry,
  releaseJob,
  type TakenJob,
  touchJob,
} from "packages/storage/jobs/job_table.ts";
import type { LiveQueue } from "packages/storage/jobs/open_queue.ts";
import { retryLimitOf, timeoutSecondsOf } from "packages/storage/jobs/queue_limits.ts";

const HEARTBEAT_EVERY_MS = 3_000;
/** The time that a handler has to end after its signal was aborted. */
const ABORTED_WITHIN_MS = 2_000;
/** Writing the outcome is repeated while the database is down. After that the missing heartbeat decides. */
const WRITE_EVERY_MS = 250;
const WRITE_TRIES = 40;
const ERROR_LENGTH_MAX = 1_000;

/** The reason for ending an attempt early. */
type EndReason = "timeout" | "lost" | "stop";

/** The job, its handler and its queue. */
export interface AttemptOptions<P> {
  readonly live: LiveQueue;
  readonly queue: QueueDefinition<P>;
  readonly job: TakenJob;
  readonly handler: JobHandler<P>;
  readonly log: Logger;
}

/** One attempt at a job that was taken: runs the handler, sends heartbeats, writes the outcome. */
export class JobAttempt<P> {
  readonly #options: AttemptOptions<P>;
  readonly #log: Logger;
  readonly #number: number;
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #endReason: EndReason | undefined;

  constructor(options: AttemptOptions<P>) {
    const { queue, job, log } = options;
    this.#options = options;
    this.#number = job.retryCount + 1;
    this.#log = log.with({ queue: queue.name, job_id: job.id, attempt: this.#number });
  }

  /** Resolves when the outcome is written, also after a failure. Never rejects. */
  async run(): Promise<void> {
    const { live, queue, job } = this.#options;
    const beat = () =>
      touchJob(live.connection, queue.name, job).then((ours) => ours || this.#end("lost"), () => {
        // Ignore: while the database is down, no other worker can take the job.
      });
    const heartbeat = setInterval(beat, HEARTBEAT_EVERY_MS);
    const timer = setTimeout(() => this.#end("timeout"), timeoutSecondsOf(queue) * 1_000);
    try {
      const failure = await this.#work();
      await persist(() => this.#writeOutcome(failure));
    } catch (error) {
      this.#log.error("job_outcome_unwritten", { error: describeError(error) });
    } finally {
      clearInterval(heartbeat);
      clearTimeout(timer);
    }
  }

  /** Ends the attempt early and returns the job to the queue. */
  stop(): void {
    this.#end("stop");
  }

  #end(reason: EndReason): void {
    this.#endReason ??= reason;
    this.#controller.abort();
    this.#ended.resolve();
  }

  /** Resolves with undefined when the handler succeeded, else with the error. */
  async #work(): Promise<{ error: unknown } | undefined> {
    const { queue, job, handler } = this.#options;
    const handled = inJobSpan(queue.name, job.data, async () => {
      const payload = decodeJob(queue, job.data);
      const { signal } = this.#controller;
      await handler({ id: job.id, payload, signal, attempt: this.#number });
    }).then(() => undefined, (error: unknown) => ({ error }));
    const seconds = timeoutSecondsOf(queue);
    const late = { error: new Error(`Cannot finish the job: it takes longer than ${seconds} s`) };
    const endedEarly = this.#ended.promise.then(() =>
      withDeadline(handled, ABORTED_WITHIN_MS, late)
    );
    return await Promise.race([handled, endedEarly]);
  }

  async #writeOutcome(failure: { error: unknown } | undefined): Promise<void> {
    const { live: { boss, connection }, queue, job } = this.#options;
    if (this.#endReason === "lost") return this.#log.warn("job_lost");
    if (failure === undefined) {
      if (!await completeJob(connection, queue.name, job)) this.#log.warn("job_lost");
      return;
    }
    if (this.#endReason === "stop") {
      await releaseJob(connection, queue.name, job);
      await hintJob(connection, queue.name, 0);
      return this.#log.info("job_handed_back");
    }
    // pg-boss would also fail the attempt of another worker. The heartbeat keeps the job ours for now.
    if (!await touchJob(connection, queue.name, job)) return this.#log.warn("job_lost");
    const { error } = failure;
    const last = error instanceof PayloadError || this.#number > retryLimitOf(queue);
    if (last) await forbidRetry(connection, queue.name, job);
    await boss.fail(queue.name, job.id, { message: describeBriefly(error) });
    this.#log[last ? "error" : "warn"](last ? "job_dead" : "job_failed", {
      error: describeError(error),
    });
  }
}

/** Repeats `write` while the database is down. */
async function persist(write: () => Promise<void>): Promise<void> {
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
