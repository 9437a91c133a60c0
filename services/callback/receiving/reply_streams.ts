import { Buffer } from "node:buffer";
import { replyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { AI_BOT_REPLY_LIMITS, type AiBotStream } from "packages/wecom/callback/aibot_reply.ts";

/** The answers of AI bots as they stand, which `ai-reply` writes. */
export interface ReplyStreams {
  /** Empty and not finished while there is nothing yet, or nothing can be read. */
  read(id: string): Promise<AiBotStream>;
}

/** Reads what `packages/events/reply_stream.ts` describes. */
export function createReplyStreams({ redis }: { redis: Redis }): ReplyStreams {
  async function find(id: string) {
    try {
      const record = await redis.get(replyStreamKey(id));
      if (record !== undefined) return replyStream.parse(JSON.parse(record.value));
    } catch {
      // WeCom asks again in a moment, and goes on asking for six minutes.
    }
    return { text: "", finish: false };
  }
  return {
    async read(id) {
      const { text, finish } = await find(id);
      return { id, finish, content: within(text, AI_BOT_REPLY_LIMITS.contentBytesMax) };
    },
  };
}

/** As much of a text as fits into `bytes` of UTF-8, without half a character. */
function within(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
