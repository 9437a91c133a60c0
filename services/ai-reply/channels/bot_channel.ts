import type { Logger } from "packages/platform/log.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { ChannelSender } from "services/ai-reply/channels/channel.ts";
import { createStreamProgress } from "services/ai-reply/channels/stream_progress.ts";
import { finishStreams, streamIdsOf, writeStream } from "services/ai-reply/channels/streams.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { STREAM_BUDGET_MS } from "services/ai-reply/domain/timing.ts";
import { toBotMarkdown } from "services/ai-reply/text/bot_markdown.ts";
import { clipBytes } from "services/ai-reply/text/clip_bytes.ts";

/** The channel of an AI bot: `callback` has answered each message with a stream, and shows what is written into it. */
export function createBotChannel(
  deps: { readonly redis: Redis; readonly log: Logger },
): ChannelSender {
  return {
    render: (answer) => [clipBytes(toBotMarkdown(answer))],
    partsLeft: () => Infinity,
    staffServes: () => Promise.resolve(false),
    async send({ turn, text }) {
      await finishStreams(deps.redis, streamIdsOf(turn), text);
      return { kind: "sent" };
    },
    toStaff: () => Promise.resolve(),
    toBot: () => Promise.resolve(),
    async begin(turn) {
      // The streams of earlier messages could expire before the answer is ready.
      for (const streamId of streamIdsOf(turn).slice(0, -1)) {
        const text = CANNED_REPLIES.answeredBelow;
        await writeStream(deps.redis, streamId, { text, finish: true });
      }
    },
    progress: (turn, mayShow) =>
      createStreamProgress({ ...deps, mayShow }, streamIdsOf(turn).at(-1) ?? ""),
    // The answer appears in the stream of the last message.
    answerBy: ({ messages, startedAt }) =>
      (messages.at(-1)?.filedAt ?? startedAt).getTime() + STREAM_BUDGET_MS,
  };
}
