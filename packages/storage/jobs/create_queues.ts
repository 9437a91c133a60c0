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
 * Makes the schema `pgboss`, or brings it up to date, and gives the queues the settings that they are declared with.
 * For the migrating process only; several may do it at once. Answers the names of the queues that are new. Throws when
 * a queue was declared with another policy before.
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
    for (const queue of wanted) await settle(boss, queue, existing.get(queue.name));
    await indexOrders(connection);
    return wanted.map(({ name }) => name).filter((name) => !existing.has(name));
  } finally {
    await boss.stop({ graceful: false });
    await connection.end({ timeout: 1 });
  }
}

/** Makes pg-boss without what the project does not use: its scheduler, its dependencies between jobs, its listener. */
export function createBoss(
  connection: postgres.Sql,
  options: ConstructorOptions,
  log: Logger,
): PgBoss {
  const boss = new PgBoss({
    db: bossDatabase(connection),
    schedule: false,
    flowIntervalSeconds: DAY_SECONDS,
    // It waits for every open transaction of the database, on the connection that jobs are taken with.
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
    // The worker itself is to end an attempt that takes too long; this is for workers that cannot.
    expireInSeconds: timeoutSecondsOf(queue) + 30,
    // The least that pg-boss allows: how long a job of a killed worker stands still.
    heartbeatSeconds: 10,
    retentionSeconds: 14 * DAY_SECONDS,
    // Long enough to look at; what is done weighs on every count of what is not.
    deleteAfterSeconds: 60 * 60,
  };
}

function deadLetterQueue(): QueueSettings {
  return { name: DEAD_LETTER_QUEUE, policy: "standard", retentionSeconds: 30 * DAY_SECONDS };
}

async function settle(
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
