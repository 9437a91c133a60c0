import type { TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { storableJson } from "packages/platform/storable_json.ts";
import {
  WEBHOOK_EVENTS,
  type WebhookData,
  type WebhookEventType,
} from "packages/webhooks/webhook_events.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { NotifyOfScan } from "services/upstream-bridge/notices/notices.ts";

/** The data of an event, without the account, which is added. */
export type EventData<T extends string> = T extends WebhookEventType
  ? Omit<WebhookData<T>, "accountId" | "vid">
  : Readonly<Record<string, unknown>>;

/** A new event of an account. */
export interface NewEvent<T extends string> {
  readonly accountId: string;
  /** A type of `packages/webhooks`: then it is also sent as a webhook. Any other type is only stored. */
  readonly type: T;
  readonly data: EventData<T>;
  /** When it happened. Default: now. */
  readonly at?: Date;
  /** The upstream repeats history: it is stored, and not sent as a webhook. */
  readonly isReplay?: boolean;
  /** A UUID. An event is stored once for each. Default: a new one. */
  readonly id?: string;
}

/**
 * Stores what happened to an account, for the API, the event stream and webhooks. Numbers are given in the order of the
 * commits, so a reader that continues behind the last number it has seen misses nothing. Call it late in the transaction:
 * until its end, no other transaction can store an event. It locks the account's row: `lockAccounts` says what that
 * means for several accounts. After the commit the caller publishes a hint with `AccountChanges.publish`.
 * Returns the number, digits; undefined: the account does not exist, or the event is stored already.
 */
export type AppendEvent = <const T extends string>(
  tx: TransactionSql,
  event: NewEvent<T>,
) => Promise<string | undefined>;

/** "upstream_bridge.events" as the key of an advisory lock: any constant that nothing else uses. */
const ORDER_LOCK = "7310582901";
/** The server ends a transaction that holds the lock and is silent for so long: its process has stopped. */
const SILENT_MAX_MS = "5000";

/** Creates {@link AppendEvent}. `nextId` returns UUIDv7s. */
export function createAppendEvent(
  { webhooks, clock, nextId, notifyOfScan }: {
    readonly webhooks: Pick<Webhooks, "emit">;
    readonly clock: Clock;
    readonly nextId: () => string;
    /** Undefined: operators get no message. */
    readonly notifyOfScan?: NotifyOfScan | undefined;
  },
): AppendEvent {
  return async (tx, { accountId, type, data, at, isReplay = false, id = nextId() }) => {
    // They run in this order, and are sent together: one round trip.
    const [[account], , [row]] = await Promise.all([
      tx<{ vid: string | null }[]>`
        select vid from upstream_bridge.accounts where account_id = ${accountId}
        for no key update`,
      tx`
        select pg_advisory_xact_lock(${ORDER_LOCK}::bigint),
          set_config('idle_in_transaction_session_timeout', ${SILENT_MAX_MS}, true)`,
      tx<{ seq: string }[]>`
        insert into upstream_bridge.events (event_id, account_id, type, at, data, is_replay)
        select ${id}::uuid, account_id, ${type}::text, ${at ?? new Date(clock.now())}::timestamptz,
          ${tx.json(storableJson(data) as never)}::jsonb, ${isReplay}::boolean
        from upstream_bridge.accounts where account_id = ${accountId}
        on conflict (event_id) do nothing
        returning seq`,
    ]);
    if (account === undefined || row === undefined) return undefined;
    if (type === "account.needs_scan") {
      const reason = String((data as { reason?: unknown }).reason ?? "");
      const scan = { accountId, reason, at: new Date(clock.now()), eventId: id };
      await notifyOfScan?.(tx, scan);
    }
    if (!isReplay && isWebhookType(type)) {
      const { vid } = account;
      const sent = { accountId, ...vid !== null && { vid }, ...data };
      await webhooks.emit(tx, type, sent as never, { id });
    }
    return row.seq;
  };
}

function isWebhookType(type: string): type is WebhookEventType {
  return Object.hasOwn(WEBHOOK_EVENTS, type);
}
