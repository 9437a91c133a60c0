import { callbackMessage } from "packages/events/callback_message.ts";
import { conversationWake } from "services/ai-reply/queues/conversation_wake.ts";
import { mediaKeep } from "services/ai-reply/queues/media_keep.ts";
import type { JobWorker } from "packages/storage/jobs/job_queue.ts";
import { createConversationPruner } from "services/ai-reply/workers/conversation_pruner.ts";
import { drainConversation } from "services/ai-reply/workers/drain_conversation.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { fileMessages } from "services/ai-reply/workers/file_messages.ts";
import { keepMedia } from "services/ai-reply/workers/keep_media.ts";
import { createKfCatchUp } from "services/ai-reply/workers/kf_catch_up.ts";
import { createKfNames } from "services/ai-reply/workers/kf_names.ts";
import { createStreamKeeper } from "services/ai-reply/workers/stream_keeper.ts";
import { createWakeSweeper } from "services/ai-reply/workers/wake_sweeper.ts";

/** Messages that one process files at the same time; those of 微信客服 are fetched first. */
const FILING_CONCURRENCY = 8;
/** Files that one process fetches at the same time: each may take some 100 MB of memory for a moment. */
const KEEPING_CONCURRENCY = 2;

/** All that goes on between requests: filing, answering, housekeeping. `stop` may be called more than once. */
export function createReplyWorkers(
  engine: Engine,
): { start(): void; stop(): Promise<void> } {
  const housekeeping = [
    createKfCatchUp(engine),
    createKfNames(engine),
    createStreamKeeper(engine),
    createWakeSweeper(engine),
    createConversationPruner(engine),
  ];
  let workers: readonly JobWorker[] = [];
  return {
    start() {
      const { jobs, settings: { concurrency } } = engine;
      workers = [
        jobs.work(callbackMessage, (job) => fileMessages(engine, job), {
          concurrency: FILING_CONCURRENCY,
        }),
        jobs.work(conversationWake, (job) => drainConversation(engine, job), { concurrency }),
        jobs.work(mediaKeep, (job) => keepMedia(engine, job), { concurrency: KEEPING_CONCURRENCY }),
      ];
      for (const keeper of housekeeping) keeper.start();
    },
    async stop() {
      await Promise.all([...housekeeping, ...workers].map((worker) => worker.stop()));
    },
  };
}
