import type { ConfigOf } from "packages/platform/config/config.ts";
import type { Backends } from "packages/storage/backends.ts";
import type { webhookConfig } from "packages/webhooks/config.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";
import type { aiReplyConfig } from "services/ai-reply/config.ts";
import { createReadCommand } from "services/ai-reply/commands/read_command.ts";
import { createAppChannel } from "services/ai-reply/channels/app_channel.ts";
import { createBotChannel } from "services/ai-reply/channels/bot_channel.ts";
import { createKfChannel } from "services/ai-reply/channels/kf_channel.ts";
import { simulatedChannel } from "services/ai-reply/channels/simulated_channel.ts";
import { createSensitiveWords } from "services/ai-reply/text/sensitive_words.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const CHECK_TURN_EVERY_MS = 2_000;

/** What {@link createWorkerDeps} needs. */
export interface WorkerDepsParts
  extends Pick<WorkerDeps, "apps" | "bots" | "model" | "knowledge" | "clock" | "nextId" | "log"> {
  readonly config: ConfigOf<[typeof aiReplyConfig, typeof webhookConfig]>;
  readonly backends: Backends;
}

/** Creates the workers' dependencies; nothing runs yet. Logs a warning if no model is configured. */
export function createWorkerDeps({ config, backends, ...parts }: WorkerDepsParts): WorkerDeps {
  const { apps, log, model } = parts;
  if (model === undefined) {
    log.warn("model_not_configured", {
      message:
        "No language model is configured, so staff answer all questions. Set AI_API_KEY (and AI_BASE_URL, AI_MODEL) to let the AI answer.",
    });
  }
  const readCommand = createReadCommand(config.HANDOVER_PHRASES);
  return {
    ...backends,
    ...parts,
    readCommand,
    webhooks: createWebhooks({ ...backends, ...parts, url: config.WEBHOOK_URL }),
    sensitiveWords: createSensitiveWords(config.SENSITIVE_WORDS_FILE ?? []),
    channels: {
      app: createAppChannel(apps),
      kf: createKfChannel({ apps, readCommand, log }),
      bot: createBotChannel({ redis: backends.redis, log }),
      simulated: simulatedChannel,
    },
    settings: {
      mergeWindowMs: config.MERGE_WINDOW_MS,
      slowNoticeAfterMs: config.SLOW_NOTICE_SECONDS * 1_000 || Infinity,
      contextHours: config.CONTEXT_HOURS,
      checkTurnEveryMs: CHECK_TURN_EVERY_MS,
      toBotAfterHours: config.HANDOVER_RETURN_HOURS,
      repliesPerHour: config.REPLIES_PER_HOUR,
      systemPrompt: config.SYSTEM_PROMPT_FILE ?? config.SYSTEM_PROMPT,
      promptTokens: config.PROMPT_TOKENS,
      sensitiveToStaff: config.SENSITIVE_WORDS_HANDOVER,
      concurrency: config.REPLY_CONCURRENCY,
      retentionDays: config.RETENTION_DAYS_CONVERSATIONS,
      storedBytesMax: config.MEDIA_KEEP_MAX_BYTES,
    },
  };
}
