import type { Sql, TransactionSql } from "postgres";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { WebhookMessage } from "packages/webhooks/webhook_deliver.ts";
import type { AttemptOutcome } from "services/callback/webhooks/send_webhook.ts";
import { webhookAttempt } from "services/callback/webhooks/webhook_attempt.ts";

/** What the statements need. */
export interface DeliveryDeps {
  readonly sql: Sql;
  readonly jobs: Pick<JobQueue, "parts" | "send">;
}

/**
 * Records an event, once for each id, and with `isLater` wakes its delivery, in one statement. Returns false when it was
 * recorded before.
 */
export async function recordDelivery(
  { sql, jobs }: DeliveryDeps,
  { id, type, timestamp, data }: WebhookMessage,
  { now, isLater }: { readonly now: number; readonly isLater: boolean },
): Promise<boolean> {
  const at = new Date(now);
  const condition = sql`exists (select from stored)`;
  const wake = isLater
    ? jobs.parts(sql, webhookAttempt, { deliveryId: id }, { condition })
    : sql`hint as (select 1)`;
  const [row] = await sql<{ isNew: boolean }[]>`
    with stored as (
      insert into callback.webhook_deliveries
        (delivery_id, type, happened_at, data, recorded_at, tried_since, next_attempt_at)
      values (${id}, ${type}, ${timestamp}, ${sql.json(data as never)}, ${at}, ${at}, ${at})
      on conflict (delivery_id) do nothing
      returning 1),
    ${wake}
    select exists (select from stored) as "isNew", (select count(*) from hint)`;
  return row!.isNew;
}

/** A delivery that waits for an attempt. */
export interface WaitingDelivery extends WebhookMessage {
  readonly triedSince: Date;
}

/** Reads a delivery if it is waiting. */
export async function readWaiting(
  sql: Sql,
  deliveryId: string,
): Promise<WaitingDelivery | undefined> {
  const [row] = await sql<(Omit<WaitingDelivery, "timestamp"> & { happenedAt: Date })[]>`
    select delivery_id as id, type, happened_at as "happenedAt", data, tried_since as "triedSince"
    from callback.webhook_deliveries where delivery_id = ${deliveryId} and state = 'waiting'`;
  if (row === undefined) return undefined;
  const { happenedAt, ...delivery } = row;
  return { ...delivery, timestamp: happenedAt.toISOString() };
}

/** What follows from an attempt: the end, or a pause until the next one. */
export type AfterAttempt =
  | { readonly state: "delivered" | "failed" | "gone" }
  | { readonly state: "waiting"; readonly pauseMs: number };

/** Records an attempt, and sends the next wake-up if one follows, in one statement. */
export async function recordAttempt(
  { sql, jobs }: DeliveryDeps,
  deliveryId: string,
  { status, durationMs, error }: AttemptOutcome,
  after: AfterAttempt,
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
): Promise<void> {
  const isWaiting = after.state === "waiting";
  const nextAt = isWaiting ? new Date(now + after.pauseMs) : null;
  const next = isWaiting
    ? jobs.parts(sql, webhookAttempt, { deliveryId }, {
      startAfterMs: after.pauseMs,
      condition: sql`exists (select from tried)`,
    })
    : sql`hint as (select 1)`;
  await sql`
    with tried as (
      update callback.webhook_deliveries set attempts = attempts + 1, state = ${after.state},
        next_attempt_at = ${nextAt}, ended_at = ${isWaiting ? null : new Date(now)}
      where delivery_id = ${deliveryId} and state = 'waiting'
      returning attempts),
    recorded as (
      insert into callback.webhook_attempts
        (delivery_id, number, tried_at, duration_ms, status, error)
      select ${deliveryId}, attempts, ${new Date(startedAt)}, ${durationMs}, ${status}, ${error}
      from tried),
    ${next}
    select count(*) from hint`;
}

/** Tries a delivery again now, for another day. Returns its type; undefined: there is no such delivery. */
export async function replayDelivery(
  { jobs }: Pick<DeliveryDeps, "jobs">,
  tx: TransactionSql,
  deliveryId: string,
  now: number,
): Promise<string | undefined> {
  const at = new Date(now);
  const [row] = await tx<{ type: string }[]>`
    update callback.webhook_deliveries
    set state = 'waiting', tried_since = ${at}, next_attempt_at = ${at}, ended_at = null
    where delivery_id = ${deliveryId}
    returning type`;
  if (row === undefined) return undefined;
  await jobs.send(webhookAttempt, { deliveryId }, { tx, hastens: true });
  return row.type;
}

/** Lets up to `limit` deliveries that wait for a later attempt start now, the oldest first. Returns their number. */
export async function hastenDeliveries(
  { sql, jobs }: DeliveryDeps,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<number> {
  const at = new Date(now);
  return await sql.begin(async (tx) => {
    const rows = await tx<{ id: string }[]>`
      update callback.webhook_deliveries set next_attempt_at = ${at}
      where delivery_id in (
        select delivery_id from callback.webhook_deliveries
        where state = 'waiting' and next_attempt_at > ${at}
        order by recorded_at, delivery_id limit ${limit} for update skip locked)
      returning delivery_id as id`;
    // In one order, because a wake-up locks the row of its key.
    for (const { id } of rows.toSorted((left, right) => left.id < right.id ? -1 : 1)) {
      await jobs.send(webhookAttempt, { deliveryId: id }, { tx, hastens: true });
    }
    return rows.length;
  });
}
