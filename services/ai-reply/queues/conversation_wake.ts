import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ conversationId: z.string() });

/** The payload of {@link conversationWake}. */
export type ConversationWake = z.infer<typeof schema>;

/**
 * A conversation has messages to answer. `ai-reply` sends the job in the transaction that records a message, with the
 * conversation's id as singleton key, and consumes it by answering all waiting messages. So at most one wake-up of a
 * conversation is active, and at most one waits.
 */
export const conversationWake: QueueDefinition<ConversationWake> = {
  name: "conversation.wake",
  schema,
  policy: "stately",
};
