import type { Sql, TransactionSql } from "postgres";
import type { z } from "zod";
import type { Fragment } from "packages/storage/jobs/add_job.ts";

/** The definition of a queue: its payload, order and retries. Declared in packages/events. */
export interface QueueDefinition<P> {
  /** `<area>.<what>`, such as `member.changed`. Never changed once jobs exist. */
  readonly name: string;
  /** Checked when a job is sent and when it is received. It has no transforms and no phone number field. */
  readonly schema: z.ZodType<P>;
  /**
   * Jobs with the same key run one after the other, in the order in which their transactions were committed. A failed job
   * delays the jobs behind it until it succeeds or is a dead letter. Undefined: the job has no order.
   */
  key?(payload: P): string | undefined;
  /**
   * Whether a job only means "look": a table has the work. Then for one key at most one job runs and at most one waits.
   * Default false.
   */
  readonly isWakeUp?: boolean;
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
  /** The earliest start, in milliseconds from now. Default 0. */
  readonly startAfterMs?: number;
  /** Only for wake-ups: one of the key that waits already, even for its next attempt, may start now. Default false. */
  readonly hastens?: boolean;
  /** A UUID, preferably version 7. Default: a new one. A waiting wake-up keeps its id. */
  readonly id?: string;
}

/** How many attempts may follow the first one. */
export function retryLimitOf({ retryLimit = 10 }: Pick<AnyQueue, "retryLimit">): number {
  return retryLimit;
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
  /**
   * Sends the job again with all its attempts, as a job with a new id. `within` runs in the same transaction. Returns
   * false when the dead letter does not exist.
   */
  replay(
    id: string,
    within?: (
      tx: TransactionSql,
      job: { readonly queue: string; readonly newId: string },
    ) => Promise<void>,
  ): Promise<boolean>;
  /** `within` runs in the same transaction. Returns false when the dead letter does not exist. */
  remove(
    id: string,
    within?: (tx: TransactionSql, job: { readonly queue: string }) => Promise<void>,
  ): Promise<boolean>;
}

/** The job queue. Every job runs at least once. */
export interface JobQueue {
  /**
   * Adds a job. Workers in all processes get a hint within milliseconds. A waiting wake-up of the same key, even one that
   * waits for its next attempt, replaces the new one, and does not start before `tx` has ended. Senders of one key wait
   * for each other's transactions, so a transaction that sends to several keys must sort them, or it may deadlock.
   * @throws Error when the payload does not match; the database's error
   */
  send<P>(queue: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /**
   * Returns the parts of a `with` clause that send a job where `condition` is true, for callers that write the job and
   * their own row with one statement. The statement must read the part `hint`, and have no part `job` or `backlog`.
   * @throws Error when the payload does not match
   */
  parts<P>(
    sql: Sql | TransactionSql,
    queue: QueueDefinition<P>,
    payload: P,
    options: Omit<SendOptions, "tx"> & { readonly condition: Fragment },
  ): Fragment;
  /** Runs jobs, at most `concurrency` (default 1) at a time. A process has at most one worker for each queue. */
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
  /** Resolves when hints arrive, or after the first try to listen failed. It is repeated until `stop`. */
  start(): Promise<void>;
  /** Stops all workers, then ends the connections. */
  stop(): Promise<void>;
}
