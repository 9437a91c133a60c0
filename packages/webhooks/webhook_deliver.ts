import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  /** The id of the event, a UUID: the receiver gets it as `webhook-id`. */
  id: z.uuid(),
  /** A name of `webhook_events.ts`, or one of a later version. */
  type: z.string().max(128),
  /** When it happened. */
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

export type WebhookMessage = z.infer<typeof schema>;

/**
 * An event to deliver to `WEBHOOK_URL`. Sent by every service in the transaction of the event (`webhooks.ts`), worked by
 * `callback`.
 */
export const webhookDeliver: QueueDefinition<WebhookMessage> = {
  name: "webhook.deliver",
  schema,
  // Only an outage of the database makes this job fail: `callback` records attempts and their pauses in its table.
  retryLimit: 100_000,
};
