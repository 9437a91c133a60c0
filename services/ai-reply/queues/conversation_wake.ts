import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ conversationId: z.string() });

/** The payload of {@link conversationWake}. */
export type ConversationWake = z.infer<typeof schema>;

/**
 * A conversation has messages to answer. `ai-reply` sends the job in the transaction that records a message, and consumes
 * it by answering all waiting messages. At most one wake-up of a conversation runs, and at most one waits.
 */
export const conversationWake: QueueDefinition<ConversationWake> = {
  name: "conversation.wake",
  schema,
  key: ({ conversationId }) => conversationId,
  isWakeUp: true,
};
