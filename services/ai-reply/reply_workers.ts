import { callbackMessage } from "packages/events/callback_message.ts";
import { conversationWake } from "services/ai-reply/queues/conversation_wake.ts";
import { mediaKeep } from "services/ai-reply/queues/media_keep.ts";
import type { JobWorker } from "packages/storage/jobs/job_queue.ts";
import { createConversationPruner } from "services/ai-reply/conversations/conversation_pruner.ts";
import { answerConversation } from "services/ai-reply/turns/answer_conversation.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { storeMedia } from "services/ai-reply/media/store_media.ts";
import { createKfCatchUp } from "services/ai-reply/recording/kf_catch_up.ts";
import { createMemberNameFetcher } from "services/ai-reply/members/member_name_fetcher.ts";
import { createKfNameFetcher } from "services/ai-reply/customers/kf_name_fetcher.ts";
import { createStreamRestorer } from "services/ai-reply/channels/restore_streams.ts";
import { createWakeSweeper } from "services/ai-reply/conversations/wake_sweeper.ts";

/** Number of messages that one process records at the same time. */
const RECORDING_CONCURRENCY = 8;
/** Number of files that one process fetches at the same time: each may need 100 MB of memory for a short time. */
const STORING_CONCURRENCY = 2;

/**
 * Creates the workers: recording messages, answering, storing files, housekeeping. `stop` may be called more than
 * once.
 */
export function createReplyWorkers(
  deps: WorkerDeps,
): { start(): void; stop(): Promise<void> } {
  const housekeeping = [
    createKfCatchUp(deps),
    createKfNameFetcher(deps),
    createMemberNameFetcher(deps),
    createStreamRestorer(deps),
    createWakeSweeper(deps),
    createConversationPruner(deps),
  ];
  let workers: readonly JobWorker[] = [];
  return {
    start() {
      const { jobs, settings: { concurrency } } = deps;
      workers = [
        jobs.work(callbackMessage, (job) => recordMessages(deps, job), {
          concurrency: RECORDING_CONCURRENCY,
        }),
        jobs.work(conversationWake, (job) => answerConversation(deps, job), { concurrency }),
        jobs.work(mediaKeep, (job) => storeMedia(deps, job), { concurrency: STORING_CONCURRENCY }),
      ];
      for (const task of housekeeping) task.start();
    },
    async stop() {
      await Promise.all([...housekeeping, ...workers].map((worker) => worker.stop()));
    },
  };
}
