import { type ConstructorOptions, PgBoss, type QueueOptions, type QueueResult } from "pg-boss";
import type postgres from "postgres";
import { describeError, type Logger } from "packages/platform/log.ts";
import { bossDatabase, openQueueConnection } from "packages/storage/jobs/pg_boss_adapter.ts";
import { DEAD_LETTER_QUEUE } from "packages/storage/jobs/dead_letters.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";
import { indexOrders } from "packages/storage/jobs/job_table.ts";
import { retryLimitOf, timeoutSecondsOf } from "packages/storage/jobs/queue_limits.ts";

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Creates or updates the schema `pgboss`, and creates or updates the queues as they are declared. Only the migrating
 * process calls it; several may do so at once.
 * @returns the names of the new queues
 * @throws Error when a queue exists with another policy
 */
export async function createQueues(
  sql: postgres.Sql,
  queues: readonly AnyQueue[],
  log: Logger,
): Promise<string[]> {
  const connection = openQueueConnection(sql);
  const boss = createBoss(connection, { migrate: true, supervise: false }, log);
  try {
    await boss.start();
    const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    const wanted = [deadLetterQueue(), ...queues.map(describeQueue)];
    for (const queue of wanted) await createOrUpdate(boss, queue, existing.get(queue.name));
    await indexOrders(connection);
    return wanted.map(({ name }) => name).filter((name) => !existing.has(name));
  } finally {
    await boss.stop({ graceful: false });
    await connection.end({ timeout: 1 });
  }
}

/** Creates pg-boss without the parts that this project does not use: scheduler, job dependencies, listener. */
export function createBoss(
  connection: postgres.Sql,
  options: ConstructorOptions,
  log: Logger,
): PgBoss {
  const boss = new PgBoss({
    db: bossDatabase(connection),
    schedule: false,
    flowIntervalSeconds: DAY_SECONDS,
    // Reindexing waits for all open transactions of the database, and blocks the connection that takes jobs.
    reindex: false,
    ...options,
  });
  boss.on("error", (error) => log.warn("job_queue_error", { error: describeError(error) }));
  boss.on("warning", ({ message }) => log.warn("job_queue_warning", { message }));
  return boss;
}

interface QueueSettings extends QueueOptions {
  readonly name: string;
  readonly policy: string;
  readonly deadLetter?: string;
}

function describeQueue(queue: AnyQueue): QueueSettings {
  return {
    name: queue.name,
    policy: queue.policy ?? "standard",
    deadLetter: DEAD_LETTER_QUEUE,
    retryLimit: retryLimitOf(queue),
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    // The worker ends an attempt that takes too long; this limit is for workers that cannot.
    expireInSeconds: timeoutSecondsOf(queue) + 30,
    // The minimum of pg-boss: the delay before a job of a killed worker is tried again.
    heartbeatSeconds: 10,
    retentionSeconds: 14 * DAY_SECONDS,
    // Long enough for debugging; completed jobs slow down every count of open ones.
    deleteAfterSeconds: 60 * 60,
  };
}

function deadLetterQueue(): QueueSettings {
  return { name: DEAD_LETTER_QUEUE, policy: "standard", retentionSeconds: 30 * DAY_SECONDS };
}

async function createOrUpdate(
  boss: PgBoss,
  { name, policy, ...settings }: QueueSettings,
  existing: QueueResult | undefined,
): Promise<void> {
  if (existing === undefined) return await boss.createQueue(name, { policy, ...settings });
  if (existing.policy !== policy) {
    throw new Error(
      `Cannot set up the queue ${name}: it is ${existing.policy} and declared as ${policy} now, ` +
        "which cannot be changed; declare a queue of another name",
    );
  }
  await boss.updateQueue(name, settings);
}
