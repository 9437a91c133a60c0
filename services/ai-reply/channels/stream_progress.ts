import { setTimeout as wait } from "node:timers/promises";
import { describeError, type Logger } from "packages/platform/log.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { Progress } from "services/ai-reply/channels/channel.ts";
import { settledMarkdown } from "services/ai-reply/markdown/settled_markdown.ts";
import { toBotMarkdown } from "services/ai-reply/text/bot_markdown.ts";
import { writeStream } from "services/ai-reply/channels/streams.ts";
import { clipBytes } from "services/ai-reply/text/clip_bytes.ts";

const WRITE_EVERY_MS = 500;

/** Shows a growing text in a stream, with at most two writes a second. A failed write is logged and skipped. */
export function createStreamProgress(
  { redis, log, mayShow }: {
    readonly redis: Redis;
    readonly log: Logger;
    readonly mayShow: (textSoFar: string) => boolean;
  },
  streamId: string,
): Progress {
  let latest: string | undefined;
  let writing: Promise<void> | undefined;
  const stopped = new AbortController();

  async function write(): Promise<void> {
    while (latest !== undefined && !stopped.signal.aborted) {
      const text = latest;
      latest = undefined;
      try {
        // Checked per write, which is far less often than the model sends text.
        const shown = mayShow(text) ? clipBytes(toBotMarkdown(settledMarkdown(text))) : "";
        if (shown !== "") await writeStream(redis, streamId, { text: shown, finish: false });
      } catch (error) {
        log.warn("stream_not_written", { error: describeError(error) });
      }
      await wait(WRITE_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
    writing = undefined;
  }

  return {
    show(textSoFar) {
      latest = textSoFar;
      writing ??= write();
    },
    async stop() {
      stopped.abort();
      await writing;
    },
  };
}
