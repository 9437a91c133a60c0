import { z } from "zod";

/** An AI bot's answer as it stands: all text so far, and whether more will come. */
export const replyStream = z.object({ text: z.string(), finish: z.boolean() });

export type ReplyStream = z.infer<typeof replyStream>;

/**
 * Where an answer lies in Redis, as JSON of {@link replyStream}. Written by `ai-reply` while the model writes; read by
 * `callback` whenever WeCom asks for the stream that it was promised.
 */
export function replyStreamKey(streamId: string): string {
  return `ai_reply:stream:${streamId}`;
}
