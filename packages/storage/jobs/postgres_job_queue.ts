import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import type { Logger } from "packages/platform/log.ts";
import { type RandomBytes, uuidV7 } from "packages/platform/random.ts";
import { addJob } from "packages/storage/jobs/add_job.ts";
import {
  listDeadLetterQueues,
  listDeadLetters,
  takeDeadLetter,
} from "packages/storage/jobs/dead_letters.ts";
import { encodeJob } from "packages/storage/jobs/job_data.ts";
import type {
  AnyQueue,
  DeadLetters,
  JobHandler,
  JobQueue,
  JobWorker,
  QueueDefinition,
  SendOptions,
} from "packages/storage/jobs/job_queue.ts";
import { startWorker, type WakeableWorker } from "packages/storage/jobs/job_worker.ts";
import { type LiveQueue, openLiveQueue } from "packages/storage/jobs/open_queue.ts";

const OPEN_EVERY_MS = 1_000;
const CHECK_WITHIN_MS = 1_500;
/** Jobs that are due later are found by polling instead of a timer. */
const TIMER_MAX_MS = 60_000;

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

/** Creates the job queue over pg-boss and PostgreSQL. It does not connect before `start`. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  return new PostgresJobQueue(options);
}

class PostgresJobQueue implements JobQueue {
  readonly #options: JobQueueOptions;
  readonly #queues: ReadonlyMap<string, AnyQueue>;
  readonly #workers: WakeableWorker[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Workers wait for this. Undefined: the queue was stopped before it could be used. */
  readonly #opened = Promise.withResolvers<LiveQueue | undefined>();
  #live: LiveQueue | undefined;
  #unready = new UnavailableError("Cannot use the job queue: it has not been started");
  #opening: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(options: JobQueueOptions) {
    this.#options = options;
    this.#queues = new Map(options.queues.map((queue) => [queue.name, queue]));
  }

  async send<P>(queue: QueueDefinition<P>, payload: P, options: SendOptions = {}): Promise<void> {
    const { tx, startAfterMs: afterMs, hastens, id = this.#newId() } = options;
    assertOptionsFit(this.#requireKnown(queue.name), options);
    const key = options.singletonKey ?? queue.orderKey?.(payload);
    const job = { queue, data: encodeJob(queue, payload), key, afterMs, hastens, id };
    const { connection, boss } = this.#requireLive();
    if (tx !== undefined) return await addJob(tx, boss, job);
    await connection.begin((own) => addJob(own, boss, job));
  }

  work<P>(
    queue: QueueDefinition<P>,
    handler: JobHandler<P>,
    { concurrency = 1 }: { readonly concurrency?: number } = {},
  ): JobWorker {
    this.#requireKnown(queue.name);
    const live = this.#opened.promise;
    const worker = startWorker({ live, queue, handler, concurrency, log: this.#options.log });
    this.#workers.push(worker);
    return worker;
  }

  readonly deadLetters: DeadLetters = {
    queues: async () => await listDeadLetterQueues(this.#requireLive().connection),
    list: async (page) => await listDeadLetters(this.#requireLive().connection, page),
    replay: async (id) => {
      const { connection, boss, policies } = this.#requireLive();
      return await connection.begin(async (tx) => {
        const dead = await takeDeadLetter(tx, id);
        if (dead === undefined) return false;
        const { data, key } = dead;
        const queue = { name: dead.queue, policy: policyOf(dead.queue, policies) };
        await addJob(tx, boss, { queue, data, key: key ?? undefined, id: this.#newId() });
        return true;
      });
    },
    remove: async (id) => {
      const { connection } = this.#requireLive();
      return await connection.begin((tx) => takeDeadLetter(tx, id)) !== undefined;
    },
  };

  async check(): Promise<void> {
    const answered = this.#requireLive().connection`select 1`.then(() => true);
    if (await withDeadline(answered, CHECK_WITHIN_MS, false)) return;
    throw new Error(`Cannot use the job queue: no answer within ${CHECK_WITHIN_MS} ms`);
  }

  async start(): Promise<void> {
    if (!await this.#open()) this.#opening = this.#keepOpening();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#opening;
    this.#opened.resolve(undefined);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    this.#timers.forEach(clearTimeout);
    const live = this.#live;
    this.#live = undefined;
    this.#unready = new UnavailableError("Cannot use the job queue: it has been stopped");
    await live?.close();
  }

  async #open(): Promise<boolean> {
    const { sql, log } = this.#options;
    const onHint = this.#wakeWorkers.bind(this);
    try {
      this.#live = await openLiveQueue(sql, [...this.#queues.values()], onHint, log);
      this.#opened.resolve(this.#live);
      return true;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (error.message !== this.#unready.message) {
        log.warn("job_queue_unready", { reason: error.message });
      }
      this.#unready = error;
      return false;
    }
  }

  async #keepOpening(): Promise<void> {
    while (!this.#stopping) {
      await new Promise((resolve) => setTimeout(resolve, OPEN_EVERY_MS));
      if (this.#stopping || await this.#open()) return;
    }
  }

  #wakeWorkers(queue: string | undefined, afterMs: number): void {
    const workers = this.#workers.filter((worker) => queue === undefined || worker.queue === queue);
    if (workers.length === 0) return;
    const wake = () => workers.forEach((worker) => worker.wake());
    if (afterMs === 0) return wake();
    if (afterMs > TIMER_MAX_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      wake();
    }, afterMs);
    this.#timers.add(timer);
  }

  #requireLive(): LiveQueue {
    if (this.#live === undefined) throw this.#unready;
    return this.#live;
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

function policyOf(name: string, policies: ReadonlyMap<string, string>): "standard" | "stately" {
  const policy = policies.get(name);
  if (policy !== undefined) return policy === "stately" ? "stately" : "standard";
  throw new Error(`Cannot send to the queue ${name}: it does not exist. Run "deno task migrate"`);
}

function assertOptionsFit(queue: AnyQueue, options: SendOptions): void {
  const problem = describeMisuse(queue, options);
  if (problem !== undefined) {
    throw new Error(`Cannot send to the queue ${queue.name}: ${problem}`);
  }
}

function describeMisuse(
  { policy }: AnyQueue,
  { singletonKey, hastens, id }: SendOptions,
): string | undefined {
  if (policy !== "stately") {
    if (singletonKey !== undefined) return "it is not stately and takes no singletonKey";
    return hastens === undefined ? undefined : "it is not stately and has nothing to hasten";
  }
  if (singletonKey === undefined) return "it is stately and needs a singletonKey";
  return id === undefined ? undefined : "it is stately and takes no id";
}
