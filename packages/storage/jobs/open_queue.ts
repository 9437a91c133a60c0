import type { PgBoss } from "pg-boss";
import type postgres from "postgres";
import { UnavailableError } from "packages/platform/errors.ts";
import type { Logger } from "packages/platform/log.ts";
import { openQueueConnection } from "packages/storage/jobs/pg_boss_adapter.ts";
import { createBoss } from "packages/storage/jobs/create_queues.ts";
import { listenForJobs, type OnHint } from "packages/storage/jobs/job_hints.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** With the heartbeat of 10 s, a job of a killed worker is tried again after about 15 s. */
const INTERVALS = { superviseIntervalSeconds: 3, monitorIntervalSeconds: 2 };
/** How often completed jobs are deleted. */
const MAINTENANCE_SECONDS = 300;

const NOT_MIGRATED = /^pg-boss (is not installed|database requires migrations)$/;

/** The connections of a queue that can be used. */
export interface LiveQueue {
  readonly connection: postgres.Sql;
  readonly boss: PgBoss;
  /** Policies of all queues that exist, by name; also of queues that only other processes use. */
  readonly policies: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * Opens the connections of the job queue and looks up all queues. Otherwise pg-boss would look up an unknown queue inside
 * `send`, on a connection that the transaction may be waiting for.
 * @throws UnavailableError when the database is down, or the queues do not exist as declared
 */
export async function openLiveQueue(
  sql: postgres.Sql,
  queues: readonly AnyQueue[],
  onHint: OnHint,
  log: Logger,
): Promise<LiveQueue> {
  const connection = openQueueConnection(sql);
  const settings = { ...INTERVALS, maintenanceIntervalSeconds: MAINTENANCE_SECONDS };
  const boss = createBoss(connection, { migrate: false, supervise: true, ...settings }, log);
  const close = async () => {
    await boss.stop({ graceful: false });
    await connection.end({ timeout: 1 });
  };
  try {
    await boss.start();
    const policies = await readPolicies(boss);
    checkQueues(policies, queues);
    await listenForJobs(connection, onHint);
    return { connection, boss, policies, close };
  } catch (error) {
    await close();
    throw new UnavailableError(`Cannot use the job queue: ${describe(error)}`, { cause: error });
  }
}

async function readPolicies(boss: PgBoss): Promise<ReadonlyMap<string, string>> {
  return new Map((await boss.getQueues()).map(({ name, policy }) => [name, policy ?? "standard"]));
}

function checkQueues(policies: ReadonlyMap<string, string>, queues: readonly AnyQueue[]): void {
  for (const { name, policy = "standard" } of queues) {
    const found = policies.get(name);
    if (found === undefined) {
      throw new Error(`the queue ${name} does not exist yet. Run "deno task migrate"`);
    }
    if (found !== policy) {
      throw new Error(`the queue ${name} is ${found}, but declared as ${policy}`);
    }
  }
}

function describe(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (!NOT_MIGRATED.test(reason)) return reason;
  return `its schema is not up to date (${reason}). Run "deno task migrate"`;
}
