import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  accountId: z.uuid(),
  /** Why it needs a scan, in one word. */
  reason: z.string(),
  at: z.iso.datetime(),
});

/** The payload of {@link bridgeNotify}. */
export type BridgeNotify = z.infer<typeof schema>;

/** Operators get a message of WeCom: an account needs a scan. Sent in the transaction of the event, once per loss. */
export const bridgeNotify: QueueDefinition<BridgeNotify> = {
  name: "bridge.notify",
  schema,
  retryLimit: 6,
};
