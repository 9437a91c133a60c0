import type { TransactionSql } from "postgres";
import type { z } from "zod";

/** The definition of a queue: its payload, order and retries. Declared in packages/events. */
export interface QueueDefinition<P> {
  /** `<area>.<what>`, such as `member.changed`. Never changed once jobs exist. */
  readonly name: string;
  /** Checked when a job is sent and when it is received. It has no transforms and no phone number field. */
  readonly schema: z.ZodType<P>;
  /**
   * `standard` (default): every job runs. `stately`: a job is a wake-up for its `singletonKey`; for one key at most one
   * job runs and at most one waits. It cannot be changed after the queue exists.
   */
  readonly policy?: "standard" | "stately";
  /**
   * For `standard` queues: jobs with the same key run one after the other, in the order of sending. A failed job delays
   * the jobs behind it until it succeeds or is a dead letter. Undefined: the job has no order.
   */
  orderKey?(payload: P): string | undefined;
  /** Attempts after the first one. After them the job is a dead letter. Default 10, over about five minutes. */
  readonly retryLimit?: number;
  /** Limit for one attempt. After it the signal is aborted and the attempt has failed. Default 300. */
  readonly timeoutSeconds?: number;
}

/** A queue with any payload, for lists of queues. */
export type AnyQueue = QueueDefinition<unknown>;

/** How to send a job. */
export interface SendOptions {
  /** The job exists only when this transaction is committed. */
  readonly tx?: TransactionSql;
  /** Required by `stately` queues, refused by others. */
  readonly singletonKey?: string;
  /** The earliest start, in milliseconds from now. Default 0. */
  readonly startAfterMs?: number;
  /**
   * Only for `stately` queues: a job of the key that waits already, even for its next attempt, starts at once. Default
   * false.
   */
  readonly hastens?: boolean;
  /** A UUID, preferably version 7. If a job with this id exists, it is not sent again. Refused by `stately` queues. */
  readonly id?: string;
}

/** One attempt at a job. */
export interface Job<P> {
  readonly id: string;
  readonly payload: P;
  /** Aborted when the result is no longer used: time-out, end of the process, or another worker has the job. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Resolves when the job is done. Rejects when the job should be tried again later. May run twice for one job. */
export type JobHandler<P> = (job: Job<P>) => Promise<void>;

/** A running worker of one queue. */
export interface JobWorker {
  /** Takes no more jobs. Resolves when running jobs are done; after about ten seconds they go back to the queue. */
  stop(): Promise<void>;
}

/** A job that failed in all its attempts. */
export interface DeadLetter {
  readonly id: string;
  /** The original queue. */
  readonly queue: string;
  /** As it was sent. It may not match the present schema. */
  readonly payload: unknown;
  /** The error of the last attempt, as one sentence. */
  readonly error: string;
  readonly attempts: number;
  readonly sentAt: Date;
  readonly failedAt: Date;
}

/** One page of dead letters. */
export interface DeadLetterPage {
  /** The latest first. */
  readonly items: readonly DeadLetter[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** The dead letters of all queues, stored for 30 days. */
export interface DeadLetters {
  /** Names of the queues that have dead letters, sorted. */
  queues(): Promise<readonly string[]>;
  /** @throws RangeError when `cursor` is not from an earlier page */
  list(
    options: { readonly limit: number; readonly cursor?: string; readonly queue?: string },
  ): Promise<DeadLetterPage>;
  /** Sends the job again with all its attempts. Returns false when the dead letter does not exist. */
  replay(id: string): Promise<boolean>;
  /** Returns false when the dead letter does not exist. */
  remove(id: string): Promise<boolean>;
}

/** The job queue. Every job runs at least once. */
export interface JobQueue {
  /**
   * Adds a job. Workers in all processes get a hint within milliseconds. On a `stately` queue, a waiting job of the same
   * key (even one that waits for its next attempt) replaces the new one, and does not start before `tx` has ended. A
   * transaction that wakes several keys must sort them, or it may deadlock with another one.
   * @throws UnavailableError while the queue cannot be used; Error when the payload does not match
   */
  send<P>(queue: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** Runs jobs, at most `concurrency` (default 1) at a time, as soon as the queue can be used. */
  work<P>(
    queue: QueueDefinition<P>,
    handler: JobHandler<P>,
    options?: { readonly concurrency?: number },
  ): JobWorker;
  readonly deadLetters: DeadLetters;
  /**
   * The readiness check.
   * @throws Error when jobs can be neither sent nor received
   */
  check(): Promise<void>;
  /** Resolves after the first attempt to open the queue. A failed attempt is repeated until `stop`. */
  start(): Promise<void>;
  /** Stops all workers, then ends the connections. */
  stop(): Promise<void>;
}
