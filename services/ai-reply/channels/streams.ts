import { type ReplyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";

/** Longer than WeCom reads a stream. */
const TTL_MS = 600_000;
/** Another process may write between our read and our write. */
const WRITE_TRIES = 5;

/**
 * Writes the state of a stream: the whole text so far. A finished stream is never changed. Returns whether the stream is
 * finished.
 */
export async function writeStream(
  redis: Redis,
  streamId: string,
  state: ReplyStream,
): Promise<boolean> {
  const key = replyStreamKey(streamId);
  for (let tries = 0; tries < WRITE_TRIES; tries += 1) {
    const present = await redis.get(key);
    if (present !== undefined && isFinished(present.value)) return true;
    const version = present?.version ?? 0;
    if (await redis.compareAndSet(key, version, JSON.stringify(state), TTL_MS)) return state.finish;
  }
  return false;
}

/** Finishes the streams of a turn: the last one shows the text, the others refer to it. */
export async function finishStreams(
  redis: Redis,
  streamIds: readonly string[],
  text: string,
): Promise<void> {
  const last = streamIds.at(-1);
  for (const streamId of streamIds) {
    const shown = streamId === last ? text : CANNED_REPLIES.answeredBelow;
    await writeStream(redis, streamId, { text: shown, finish: true });
  }
}

/** The streams of a turn, in the order of its messages. */
export function streamIdsOf({ messages }: Pick<OpenTurn, "messages">): readonly string[] {
  return messages.flatMap(({ content: { streamId } }) => streamId ?? []);
}

function isFinished(value: string): boolean {
  return (JSON.parse(value) as ReplyStream).finish;
}
