import type { TransactionSql } from "postgres";
import type { z } from "zod";

/** A queue as data: what travels on it, and how often it is tried. Declared in packages/events. */
export interface QueueDefinition<P> {
  /** `<area>.<what>`, such as `member.changed`. Never changed once jobs exist. */
  readonly name: string;
  /** Checked when a job is sent and when it is received; without transforms. Never holds a phone number field. */
  readonly schema: z.ZodType<P>;
  /**
   * `standard` (default): every job is worked off. `stately`: a job is a wake-up for its `singletonKey`; of one key at
   * most one runs, and at most one waits. Cannot be changed once the queue exists.
   */
  readonly policy?: "standard" | "stately";
  /**
   * Of `standard` queues: jobs with the same key are done one after the other in the order of sending; one that fails
   * holds back those behind it until it is done, or a dead letter. Undefined: the job belongs to no order.
   */
  orderKey?(payload: P): string | undefined;
  /** Attempts after the first one; then the job is a dead letter. Default 10, over about five minutes. */
  readonly retryLimit?: number;
  /** How long one attempt may take; then its signal is aborted and it has failed. Default 300. */
  readonly timeoutSeconds?: number;
}

/** A queue whatever it carries: what lists of queues hold. */
export type AnyQueue = QueueDefinition<unknown>;

export interface SendOptions {
  /** The job is there if, and from when on, this transaction is committed. */
  readonly tx?: TransactionSql;
  /** Required by `stately` queues, refused by others. */
  readonly singletonKey?: string;
  /** Not started earlier than this. Default 0. */
  readonly startAfterMs?: number;
  /**
   * Of `stately` queues, refused by others: a job of the key that waits already, also for its next attempt, is started at
   * once. Default false.
   */
  readonly hastens?: boolean;
  /** A UUID, best a version 7; a job that exists already with this id is not sent again. Refused by `stately` queues. */
  readonly id?: string;
}

/** One attempt at a job. */
export interface Job<P> {
  readonly id: string;
  readonly payload: P;
  /** Aborted when the result no longer counts: time is over, the process ends, or another worker has taken over. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Resolves when the job is done. Throws when it is to be tried again later. May run twice for one job. */
export type JobHandler<P> = (job: Job<P>) => Promise<void>;

export interface JobWorker {
  /** Takes no more jobs; ends when those at work are done, or after about ten seconds handed back. */
  stop(): Promise<void>;
}

/** A job that has failed for good. */
export interface DeadLetter {
  readonly id: string;
  /** The queue it came from. */
  readonly queue: string;
  /** As it was sent; perhaps not what the schema says today. */
  readonly payload: unknown;
  /** Of the last attempt: one sentence. */
  readonly error: string;
  readonly attempts: number;
  readonly sentAt: Date;
  readonly failedAt: Date;
}

export interface DeadLetterPage {
  /** The latest first. */
  readonly items: readonly DeadLetter[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** Jobs that have failed for good, over all queues; kept for 30 days. */
export interface DeadLetters {
  /** Names of the queues that have dead letters, sorted. */
  queues(): Promise<readonly string[]>;
  /** @throws RangeError when `cursor` is none that an earlier page gave */
  list(
    options: { readonly limit: number; readonly cursor?: string; readonly queue?: string },
  ): Promise<DeadLetterPage>;
  /** Sends it again, as a new job with all its attempts. False when there is no such dead letter (any more). */
  replay(id: string): Promise<boolean>;
  /** False when there was no such dead letter. */
  remove(id: string): Promise<boolean>;
}

/** The whole job queue, as services see it. Every job is done at least once. */
export interface JobQueue {
  /**
   * Adds a job. Workers in all processes hear of it within milliseconds. On a `stately` queue a job of the same key
   * that waits already, also for its next attempt, serves for this one too: it does not start before `tx` has ended.
   * A transaction that wakes several keys wakes them in one order (sorted), or it may deadlock with another.
   * @throws UnavailableError while the queue cannot be used; Error when the payload does not fit
   */
  send<P>(queue: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** Works jobs off, `concurrency` (default 1) at a time, from when the queue can be used. */
  work<P>(
    queue: QueueDefinition<P>,
    handler: JobHandler<P>,
    options?: { readonly concurrency?: number },
  ): JobWorker;
  readonly deadLetters: DeadLetters;
  /** For readiness: throws a sentence when jobs can be neither sent nor received. */
  check(): Promise<void>;
  /** Resolves after the first try to get ready; one that fails is repeated until `stop`. */
  start(): Promise<void>;
  /** Stops all workers, then ends the connections. */
  stop(): Promise<void>;
}
