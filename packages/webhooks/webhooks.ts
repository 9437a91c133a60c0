import type { Clock } from "packages/platform/clock.ts";
import type { JobQueue, SendOptions } from "packages/storage/jobs/job_queue.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import {
  WEBHOOK_EVENTS,
  type WebhookData,
  type WebhookEventType,
} from "packages/webhooks/webhook_events.ts";

/** Sends events to the company's own system. */
export interface Webhooks {
  /** False: `WEBHOOK_URL` is not set, and `emit` does nothing. For callers that must do more than `emit` for an event. */
  readonly isEnabled: boolean;
  /**
   * Sends an event when `tx` is committed. Without `WEBHOOK_URL` it does nothing and runs no statement. Fields that the
   * event's schema does not have are left out; values are not checked, because a webhook must not undo what it is about.
   * @param options.id the receiver's `webhook-id`, a UUID: the same for the same event; default: a new one
   * @throws the database's error
   */
  emit<T extends WebhookEventType>(
    tx: NonNullable<SendOptions["tx"]>,
    type: T,
    data: WebhookData<T>,
    options?: { readonly id?: string },
  ): Promise<void>;
}

/** Creates {@link Webhooks}. The service's `queues` must have `webhookDeliver`. `nextId` returns UUIDv7s. */
export function createWebhooks(
  { jobs, url, clock, nextId }: {
    readonly jobs: Pick<JobQueue, "send">;
    /** `WEBHOOK_URL`. */
    readonly url: string | undefined;
    readonly clock: Clock;
    readonly nextId: () => string;
  },
): Webhooks {
  const isEnabled = url !== undefined;
  return {
    isEnabled,
    async emit(tx, type, data, { id = nextId() } = {}) {
      if (!isEnabled) return;
      await jobs.send(webhookDeliver, {
        id,
        type,
        timestamp: new Date(clock.now()).toISOString(),
        data: pick(data, Object.keys(WEBHOOK_EVENTS[type].schema.shape)),
      }, { tx, id });
    },
  };
}

function pick(data: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, data[name]]));
}
