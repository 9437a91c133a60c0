import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ accountId: z.uuid() });

/** The payload of {@link bridgeSend}. */
export type BridgeSend = z.infer<typeof schema>;

/**
 * An account has texts to send. The worker reads them from the table, so that they leave in their order. At most one wake-up
 * of an account runs, and at most one waits.
 */
export const bridgeSend: QueueDefinition<BridgeSend> = {
  name: "bridge.send",
  schema,
  key: ({ accountId }) => accountId,
  isWakeUp: true,
};
