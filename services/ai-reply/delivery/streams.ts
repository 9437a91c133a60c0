import { type ReplyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { OpenTurn } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";

/** Longer than WeCom asks for it. */
const TTL_MS = 600_000;
/** Between reading and writing another process may write, and so on. */
const WRITE_TRIES = 5;

/**
 * Writes what a stream shows, all text so far. What is finished stays as it is: it is finished once. Returns whether
 * the stream stands finished.
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

/** Finishes the streams of a turn: the last one shows the answer, those before it point to it. */
export async function finishStreams(
  redis: Redis,
  streamIds: readonly string[],
  text: string,
): Promise<void> {
  const last = streamIds.at(-1);
  for (const streamId of streamIds) {
    const shown = streamId === last ? text : DEFINED_ANSWERS.answeredBelow;
    await writeStream(redis, streamId, { text: shown, finish: true });
  }
}

/** Where a turn's answer is expected, in the order of its messages. */
export function streamIdsOf({ messages }: Pick<OpenTurn, "messages">): readonly string[] {
  return messages.flatMap(({ content: { streamId } }) => streamId ?? []);
}

function isFinished(value: string): boolean {
  return (JSON.parse(value) as ReplyStream).finish;
}
