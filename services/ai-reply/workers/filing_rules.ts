import { mediaKeep } from "services/ai-reply/queues/media_keep.ts";
import { listMedia } from "services/ai-reply/domain/media.ts";
import type { FilingRules } from "services/ai-reply/stores/file_message.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** How this process files what arrives `now`: as configured, and with a job for each file that is to be kept. */
export function filingRules(
  { jobs, nextId, settings }: Pick<Engine, "jobs" | "nextId" | "settings">,
  now: number,
): FilingRules {
  return {
    nextId,
    now,
    returnHours: settings.returnHours,
    async keepFiles(tx, messageId, content) {
      if (settings.keptBytesMax === 0) return;
      for (const { item, mediaId, url } of listMedia(content)) {
        if (mediaId === undefined && url === undefined) continue;
        const keep = { messageId, item, ...url !== undefined && { url } };
        await jobs.send(mediaKeep, keep, { tx });
      }
    },
  };
}
