import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ accountId: z.uuid() });

/** The payload of {@link accountWake}. */
export type AccountWake = z.infer<typeof schema>;

/**
 * An account has an input to handle, or a time has come. The worker reads the account's row and inputs. At most one wake-up
 * of an account runs, and at most one waits.
 */
export const accountWake: QueueDefinition<AccountWake> = {
  name: "account.wake",
  schema,
  key: ({ accountId }) => accountId,
  isWakeUp: true,
};
