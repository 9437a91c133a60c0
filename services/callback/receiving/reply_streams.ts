import { Buffer } from "node:buffer";
import { replyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { AI_BOT_REPLY_LIMITS, type AiBotStream } from "packages/wecom/callback/aibot_reply.ts";

/** The current answers of AI bots. `ai-reply` writes them to Redis. */
export interface ReplyStreams {
  /** The answer so far; empty and not finished when there is none yet, or when Redis cannot be read. */
  read(id: string): Promise<AiBotStream>;
}

/** Reads the records that `packages/events/reply_stream.ts` describes. */
export function createReplyStreams({ redis }: { redis: Redis }): ReplyStreams {
  async function find(id: string) {
    try {
      const record = await redis.get(replyStreamKey(id));
      if (record !== undefined) return replyStream.parse(JSON.parse(record.value));
    } catch {
      // Ignore: WeCom asks again in a moment, for up to six minutes.
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

/** The start of a text that fits into `bytes` of UTF-8 and ends with a whole character. */
function within(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
