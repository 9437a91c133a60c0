import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

const ATTEMPTS_SHOWN = 50;

/** The states of a delivery. `gone`: the receiver answered 410, so it is not tried again. */
export const DELIVERY_STATES = ["waiting", "delivered", "failed", "gone"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** An event and how its delivery is going. */
export interface DeliveryItem {
  readonly id: string;
  readonly type: string;
  readonly state: DeliveryState;
  /** When the event happened. */
  readonly timestamp: Date;
  readonly recordedAt: Date;
  readonly attempts: number;
  /** Null unless waiting. */
  readonly nextAttemptAt: Date | null;
  /** Null while waiting. */
  readonly endedAt: Date | null;
  /** The answer to the last attempt; null: none. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** One try to deliver an event. */
export interface DeliveryAttempt {
  readonly number: number;
  readonly at: Date;
  readonly durationMs: number;
  /** Null: there was no answer. */
  readonly status: number | null;
  /** Null after a success. */
  readonly error: string | null;
}

/** An event with its data and its last attempts, the latest first. */
export interface DeliveryDetail extends DeliveryItem {
  /** Redact it before you show it. */
  readonly data: unknown;
  readonly lastAttempts: readonly DeliveryAttempt[];
}

/** Filters of the list. */
export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
}

/** Reads one page of events, the latest first. `after` is the end of the previous page. */
export async function readDeliveries(
  sql: Sql,
  { state, type }: DeliveryFilter,
  { limit, after }: { readonly limit: number; readonly after?: PagePosition | undefined },
): Promise<ListPage<DeliveryItem>> {
  const rows = await sql<(DeliveryItem & { position: string })[]>`
    select ${columns(sql)}, ${positionColumn(sql, "recorded_at")}
    from callback.webhook_deliveries delivery ${lastAttempt(sql)}
    where true
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${type === undefined ? sql`` : sql`and type = ${type}`}
      ${behind(sql, ["recorded_at", "delivery.delivery_id"], after)}
    order by recorded_at desc, delivery.delivery_id desc limit ${limit + 1}`;
  return toListPage(rows, limit);
}

/** Reads one event. Undefined: there is none with this id. */
export async function readDelivery(sql: Sql, id: string): Promise<DeliveryDetail | undefined> {
  const [row] = await sql<Omit<DeliveryDetail, "lastAttempts">[]>`
    select ${columns(sql)}, data
    from callback.webhook_deliveries delivery ${lastAttempt(sql)}
    where delivery.delivery_id = ${id}`;
  if (row === undefined) return undefined;
  const lastAttempts = await sql<DeliveryAttempt[]>`
    select number, tried_at as at, duration_ms as "durationMs", status, error
    from callback.webhook_attempts where delivery_id = ${id}
    order by number desc limit ${ATTEMPTS_SHOWN}`;
  return { ...row, lastAttempts };
}

function columns(sql: Sql) {
  return sql`
    delivery.delivery_id as id, type, state, happened_at as timestamp, recorded_at as "recordedAt",
    attempts, next_attempt_at as "nextAttemptAt", ended_at as "endedAt",
    last.status as "lastStatus", last.error as "lastError"`;
}

function lastAttempt(sql: Sql) {
  return sql`
    left join callback.webhook_attempts last
      on last.delivery_id = delivery.delivery_id and last.number = delivery.attempts`;
}
