import type { Sql, TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { type RandomBytes, uuidV7 } from "packages/platform/random.ts";
import { createRecurring } from "packages/platform/recurring.ts";
import { addJob, type Fragment, jobParts, type NewJob } from "packages/storage/jobs/add_job.ts";
import {
  listDeadLetterQueues,
  listDeadLetters,
  pruneDeadLetters,
  takeDeadLetter,
} from "packages/storage/jobs/dead_letters.ts";
import { currentTraceparent, encodePayload } from "packages/storage/jobs/job_data.ts";
import { listenForJobs } from "packages/storage/jobs/job_hints.ts";
import type {
  AnyQueue,
  DeadLetters,
  JobHandler,
  JobQueue,
  JobWorker,
  QueueDefinition,
  SendOptions,
} from "packages/storage/jobs/job_queue.ts";
import { QueueWorker } from "packages/storage/jobs/job_worker.ts";
import { openQueueConnection } from "packages/storage/jobs/queue_connection.ts";
import { TakeLoop } from "packages/storage/jobs/take_loop.ts";

const LISTEN_EVERY_MS = 1_000;
const CHECK_WITHIN_MS = 1_500;
/** Jobs that are due later are found by regular looks instead of a timer. */
const TIMER_MAX_MS = 60_000;
const HOUR_MS = 3_600_000;
/** SQLSTATE "undefined_table". */
const UNDEFINED_TABLE = "42P01";

/** How to create the job queue. */
export interface JobQueueOptions {
  /** The pool of the process, for the address. The queue opens two more connections: one for statements, one to listen. */
  readonly sql: Sql;
  /** The queues that the process sends to or works on. */
  readonly queues: readonly AnyQueue[];
  readonly log: Logger;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** Creates the job queue over PostgreSQL. It does not connect before `start`. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  return new PostgresJobQueue(options);
}

class PostgresJobQueue implements JobQueue {
  readonly #options: JobQueueOptions;
  readonly #queues: ReadonlyMap<string, AnyQueue>;
  readonly #sql: Sql;
  // deno-lint-ignore no-explicit-any -- workers of different payloads
  readonly #workers = new Map<string, QueueWorker<any>>();
  readonly #loop: TakeLoop;
  readonly #pruner;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #listener: Sql | undefined;
  #listening: Promise<void> = Promise.resolve();
  /** Whether the last try to listen failed, so that an outage is logged once. */
  #isUnheard = false;
  #isStopping = false;

  constructor(options: JobQueueOptions) {
    const { sql, queues, log } = options;
    this.#options = options;
    this.#queues = new Map(queues.map((queue) => [queue.name, queue]));
    const connection = openQueueConnection(sql);
    this.#sql = connection.sql;
    this.#loop = new TakeLoop({ connection, workers: this.#workers, log });
    this.#pruner = createRecurring({
      everyMs: HOUR_MS,
      work: () => pruneDeadLetters(this.#sql),
      failure: "dead_letters_unpruned",
      log,
    });
  }

  async send<P>(queue: QueueDefinition<P>, payload: P, options: SendOptions = {}): Promise<void> {
    const job = this.#newJob(queue, payload, options);
    const { tx } = options;
    if (tx !== undefined) return await addJob(tx, job);
    await this.#durably((own) => addJob(own, job));
  }

  parts<P>(
    sql: Sql | TransactionSql,
    queue: QueueDefinition<P>,
    payload: P,
    { condition, ...options }: SendOptions & { readonly condition: Fragment },
  ): Fragment {
    return jobParts(sql, this.#newJob(queue, payload, options), condition);
  }

  work<P>(
    queue: QueueDefinition<P>,
    handler: JobHandler<P>,
    { concurrency = 1 }: { readonly concurrency?: number } = {},
  ): JobWorker {
    this.#requireKnown(queue.name);
    if (this.#workers.has(queue.name)) {
      throw new Error(`Cannot work on the queue ${queue.name}: this process works on it already`);
    }
    const { log } = this.#options;
    const onRoom = () => this.#loop.wake();
    const worker = new QueueWorker({ sql: this.#sql, queue, handler, concurrency, log, onRoom });
    this.#workers.set(queue.name, worker);
    this.#loop.wake();
    return {
      stop: async () => {
        await worker.stop();
        this.#workers.delete(queue.name);
      },
    };
  }

  readonly deadLetters: DeadLetters = {
    queues: () => listDeadLetterQueues(this.#sql),
    list: (page) => listDeadLetters(this.#sql, page),
    replay: (id, within) =>
      this.#durably(async (tx) => {
        const dead = await takeDeadLetter(tx, id);
        if (dead === undefined) return false;
        const newId = this.#newId();
        const again = { id: newId, afterMs: 0, hastens: true };
        await addJob(tx, { ...dead, ...again, traceparent: dead.traceparent ?? undefined });
        await within?.(tx, { queue: dead.queue, newId });
        return true;
      }),
    remove: (id, within) =>
      this.#durably(async (tx) => {
        const dead = await takeDeadLetter(tx, id);
        if (dead === undefined) return false;
        await within?.(tx, dead);
        return true;
      }),
  };

  async check(): Promise<void> {
    const answered = this.#sql`select from jobs.jobs limit 1`.then(() => true);
    const isAnswered = await withDeadline(answered, CHECK_WITHIN_MS, false).catch((error) => {
      if (error?.code !== UNDEFINED_TABLE) throw error;
      throw new Error('Cannot use the job queue: its tables do not exist. Run "deno task migrate"');
    });
    if (isAnswered) return;
    throw new Error(`Cannot use the job queue: no answer within ${CHECK_WITHIN_MS} ms`);
  }

  async start(): Promise<void> {
    this.#loop.start();
    this.#pruner.start();
    if (!await this.#listen()) this.#listening = this.#keepListening();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([this.#listening, this.#loop.stopTaking(), this.#pruner.stop()]);
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop()));
    this.#loop.stop();
    this.#timers.forEach(clearTimeout);
    await Promise.all([this.#sql.end({ timeout: 1 }), this.#listener?.end({ timeout: 1 })]);
  }

  /** Runs `work` in a transaction that the disk has when it resolves. */
  async #durably<T>(work: (tx: TransactionSql) => Promise<T>): Promise<T> {
    return await this.#sql.begin(async (tx) => {
      await tx`set local synchronous_commit to on`;
      return await work(tx);
    }) as T;
  }

  /** Listens on a connection of its own. Returns false when the database does not answer. */
  async #listen(): Promise<boolean> {
    const { sql: listener } = openQueueConnection(this.#options.sql);
    try {
      await listenForJobs(listener, this.#onHint.bind(this));
      this.#listener = listener;
      return true;
    } catch (error) {
      await listener.end({ timeout: 0 });
      if (!this.#isUnheard) {
        this.#options.log.warn("job_hints_unavailable", { error: describeError(error) });
      }
      this.#isUnheard = true;
      return false;
    }
  }

  async #keepListening(): Promise<void> {
    while (!this.#isStopping) {
      await new Promise((resolve) => setTimeout(resolve, LISTEN_EVERY_MS));
      if (this.#isStopping || await this.#listen()) return;
    }
  }

  #onHint(queue: string | undefined, afterMs: number): void {
    if (queue !== undefined && !this.#workers.has(queue)) return;
    if (afterMs === 0) return this.#loop.wake();
    if (afterMs > TIMER_MAX_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#loop.wake();
    }, afterMs);
    this.#timers.add(timer);
  }

  #newJob<P>(queue: QueueDefinition<P>, payload: P, options: SendOptions): NewJob {
    const { startAfterMs: afterMs = 0, hastens = false, id = this.#newId() } = options;
    const { isWakeUp = false } = this.#requireKnown(queue.name);
    const encoded = encodePayload(queue, payload);
    const key = queue.key?.(encoded);
    if (isWakeUp && key === undefined) {
      throw new Error(`Cannot send to the queue ${queue.name}: a wake-up needs a key`);
    }
    const traceparent = currentTraceparent();
    return {
      queue: queue.name,
      key,
      isWakeUp,
      id,
      payload: encoded,
      traceparent,
      afterMs,
      hastens,
    };
  }

  #requireKnown(name: string): AnyQueue {
    const queue = this.#queues.get(name);
    if (queue !== undefined) return queue;
    const names = [...this.#queues.keys()].join(", ");
    throw new Error(`Cannot use the queue ${name}: this process knows only ${names}`);
  }

  #newId(): string {
    return uuidV7(this.#options.clock, this.#options.randomBytes);
  }
}
