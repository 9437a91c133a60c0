import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import type { Assets } from "packages/ui/assets.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { Sql } from "postgres";
import type { Knowledge } from "services/ai-reply/knowledge/knowledge.ts";
import type { Model } from "services/ai-reply/model/model.ts";
import type { ConversationControl } from "services/ai-reply/control_conversation.ts";

/** Dependencies of the routes of `ai-reply`, created once in `service.ts`. */
export interface AiReplyDeps {
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly sql: Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  /** Undefined: no model is configured. */
  readonly model: Model | undefined;
  readonly knowledge: Knowledge;
  /** Whether WeCom is simulated. The sidebar then offers a sample customer. */
  readonly simulated: boolean;
  /** The actions that operators can take on a conversation. */
  readonly control: ConversationControl;
  readonly publicUrl: string;
  readonly assets: Assets;
  readonly renderPage: RenderPage;
  readonly clock: Clock;
  /** Returns UUIDv7s in the order of the calls. */
  readonly nextId: () => string;
  readonly log: Logger;
}
