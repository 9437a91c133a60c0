import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({ conversationId: z.string() });

export type ConversationWake = z.infer<typeof schema>;

/**
 * There is something to answer in a conversation. Sent by `ai-reply` in the transaction that files a message, with the
 * conversation's id as singleton key; consumed by `ai-reply`, which answers all that lies there. So of one conversation
 * at most one wake-up is at work, and at most one waits.
 */
export const conversationWake: QueueDefinition<ConversationWake> = {
  name: "conversation.wake",
  schema,
  policy: "stately",
};
