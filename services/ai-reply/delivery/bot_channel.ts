import type { Logger } from "packages/platform/log.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { ChannelSender } from "services/ai-reply/delivery/channel.ts";
import { createStreamProgress } from "services/ai-reply/delivery/stream_progress.ts";
import { finishStreams, streamIdsOf, writeStream } from "services/ai-reply/delivery/streams.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { STREAM_BUDGET_MS } from "services/ai-reply/domain/timing.ts";
import { clipBytes } from "services/ai-reply/text/clip_bytes.ts";

/** An AI bot: `callback` has promised WeCom a stream for each message, and shows what we write into it. */
export function createBotChannel(
  deps: { readonly redis: Redis; readonly log: Logger },
): ChannelSender {
  return {
    // Markdown as it is.
    render: (answer) => [clipBytes(answer)],
    partsLeft: () => Infinity,
    staffServes: () => Promise.resolve(false),
    async send({ turn, text }) {
      await finishStreams(deps.redis, streamIdsOf(turn), text);
      return { kind: "sent" };
    },
    handOver: () => Promise.resolve(),
    takeBack: () => Promise.resolve(),
    async begin(turn) {
      // They would run out of time while a later one is answered.
      for (const streamId of streamIdsOf(turn).slice(0, -1)) {
        const text = DEFINED_ANSWERS.answeredBelow;
        await writeStream(deps.redis, streamId, { text, finish: true });
      }
    },
    progress: (turn, mayShow) =>
      createStreamProgress({ ...deps, mayShow }, streamIdsOf(turn).at(-1) ?? ""),
    // The stream of the last message shows the answer.
    answerBy: ({ messages, startedAt }) =>
      (messages.at(-1)?.filedAt ?? startedAt).getTime() + STREAM_BUDGET_MS,
  };
}
