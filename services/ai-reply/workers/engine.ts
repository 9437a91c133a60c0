import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { AiBot } from "packages/wecom_apps/ai_bots.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Sql } from "postgres";
import type { ChannelSender } from "services/ai-reply/delivery/channel.ts";
import type { Channel } from "services/ai-reply/domain/conversation.ts";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import type { Model } from "services/ai-reply/model/model.ts";
import type { SensitiveWords } from "services/ai-reply/text/sensitive_words.ts";

/** How the engine behaves: what is configured. */
export interface EngineSettings {
  readonly mergeWindowMs: number;
  /** How long a customer may wait for an answer in silence. */
  readonly apologiseAfterMs: number;
  /** After so many hours of silence a new subject begins. */
  readonly contextHours: number;
  /** After so many hours without a word the AI answers again. */
  readonly returnHours: number;
  /** Answers of the model that one person gets in an hour. */
  readonly repliesPerHour: number;
  readonly systemPrompt: string;
  /** How many tokens a prompt may have. */
  readonly promptTokens: number;
  /** A question with a sensitive word is left to people. */
  readonly sensitiveHandsOver: boolean;
  /** Conversations that one process answers in at the same time. */
  readonly concurrency: number;
  readonly retentionDays: number;
  /** Files up to this size are kept; 0: none are. */
  readonly keptBytesMax: number;
}

/** What the workers of `ai-reply` work with. */
export interface Engine {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly bots: ReadonlyMap<string, AiBot>;
  /** Undefined when none is configured. */
  readonly model: Model | undefined;
  readonly knowledge: Knowledge;
  readonly sensitiveWords: SensitiveWords;
  readonly channels: Readonly<Record<Channel, ChannelSender>>;
  readonly settings: EngineSettings;
  readonly clock: Clock;
  /** UUIDv7 in the order of making. */
  readonly nextId: () => string;
  readonly log: Logger;
}
