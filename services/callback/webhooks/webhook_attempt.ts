import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ deliveryId: z.uuid() });

/**
 * Wakes the delivery of a webhook: it is tried once if it is still waiting. When that fails, the next wake-up is sent in
 * the transaction that records the attempt, so the queue's own retries are only for an outage of the database.
 */
export const webhookAttempt: QueueDefinition<z.infer<typeof schema>> = {
  name: "webhook.attempt",
  schema,
  key: ({ deliveryId }) => deliveryId,
  isWakeUp: true,
  retryLimit: 100_000,
  timeoutSeconds: 120,
};
