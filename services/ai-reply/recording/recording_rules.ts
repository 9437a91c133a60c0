import { mediaKeep } from "services/ai-reply/queues/media_keep.ts";
import { listMedia } from "services/ai-reply/domain/media.ts";
import type { RecordingRules } from "services/ai-reply/recording/record_message.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/** The rules for messages that arrive `now`: the configured settings, and a job for each file to store. */
export function recordingRules(
  { jobs, nextId, settings, readCommand, webhooks }: Pick<
    WorkerDeps,
    "jobs" | "nextId" | "settings" | "readCommand" | "webhooks"
  >,
  now: number,
): RecordingRules {
  return {
    nextId,
    now,
    toBotAfterHours: settings.toBotAfterHours,
    readCommand,
    webhooks,
    async storeFiles(tx, messageId, content) {
      if (settings.storedBytesMax === 0) return;
      for (const { item, mediaId, url } of listMedia(content)) {
        if (mediaId === undefined && url === undefined) continue;
        const keep = { messageId, item, ...url !== undefined && { url } };
        await jobs.send(mediaKeep, keep, { tx });
      }
    },
  };
}
