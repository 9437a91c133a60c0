import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { AiBot } from "packages/wecom_apps/ai_bots.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { Sql } from "postgres";
import type { ReadCommand } from "services/ai-reply/commands/read_command.ts";
import type { ChannelSender } from "services/ai-reply/channels/channel.ts";
import type { Channel } from "services/ai-reply/domain/conversation.ts";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import type { Model } from "services/ai-reply/model/model.ts";
import type { SensitiveWords } from "services/ai-reply/text/sensitive_words.ts";

/** The workers' settings. */
export interface WorkerSettings {
  readonly mergeWindowMs: number;
  /** The customer gets the slow notice after this long without an answer. */
  readonly slowNoticeAfterMs: number;
  /** How often a turn is checked while the model is asked. */
  readonly checkTurnEveryMs: number;
  /** After this many hours without a message the context is reset. */
  readonly contextHours: number;
  /** After this many hours without a message the AI answers again in a conversation of staff. */
  readonly toBotAfterHours: number;
  /** Maximum number of the model's answers that one person gets in an hour. */
  readonly repliesPerHour: number;
  readonly systemPrompt: string;
  /** Maximum number of tokens in a prompt. */
  readonly promptTokens: number;
  /** A question with a sensitive word switches the conversation to staff. */
  readonly sensitiveToStaff: boolean;
  /** Number of conversations that one process answers at the same time. */
  readonly concurrency: number;
  readonly retentionDays: number;
  /** Files up to this size are stored; 0: none. */
  readonly storedBytesMax: number;
}

/** Dependencies of the workers of `ai-reply`. */
export interface WorkerDeps {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly bots: ReadonlyMap<string, AiBot>;
  /** Undefined: no model is configured. */
  readonly model: Model | undefined;
  readonly knowledge: Knowledge;
  readonly sensitiveWords: SensitiveWords;
  readonly readCommand: ReadCommand;
  readonly channels: Readonly<Record<Channel, ChannelSender>>;
  readonly settings: WorkerSettings;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
  /** Returns UUIDv7s in the order of the calls. */
  readonly nextId: () => string;
  readonly log: Logger;
}
