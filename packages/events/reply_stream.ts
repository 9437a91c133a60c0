import { z } from "zod";

/** An AI bot's current answer: all text so far, and whether it is complete. */
export const replyStream = z.object({ text: z.string(), finish: z.boolean() });

export type ReplyStream = z.infer<typeof replyStream>;

/**
 * The Redis key of an answer, stored as JSON of {@link replyStream}. `ai-reply` writes it while the model generates
 * the answer. `callback` reads it when WeCom asks for the stream.
 */
export function replyStreamKey(streamId: string): string {
  return `ai_reply:stream:${streamId}`;
}
