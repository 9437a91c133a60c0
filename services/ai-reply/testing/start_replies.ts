import type { Sql } from "postgres";
import { type CallbackMessage, callbackMessage } from "packages/events/callback_message.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { createLogger } from "packages/platform/log.ts";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { webhookConfig } from "packages/webhooks/config.ts";
import { createAiBots } from "packages/wecom_apps/ai_bots.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { aiReplyConfig } from "services/ai-reply/config.ts";
import {
  type ConversationControl,
  createConversationControl,
} from "services/ai-reply/conversations/control_conversation.ts";
import { createKnowledge } from "services/ai-reply/knowledge/knowledge.ts";
import { createModel } from "services/ai-reply/model/create_model.ts";
import { aiReplyService } from "services/ai-reply/service.ts";
import type { Hold, HoldOptions } from "services/ai-reply/testing/hold_requests.ts";
import { openEmptyDatabase } from "services/ai-reply/testing/shared_database.ts";
import { CORP_ID, OPEN_KF_ID, startVendors } from "services/ai-reply/testing/start_vendors.ts";
import { createReplyWorkers } from "services/ai-reply/reply_workers.ts";
import { createWorkerDeps } from "services/ai-reply/create_worker_deps.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import type { LlmSimulator } from "simulators/llm/simulator.ts";
import type { WecomSimulator } from "simulators/wecom/simulator.ts";

/** A turn is checked this often while the model is asked. */
const CHECK_TURN_EVERY_MS = 20;

/** A running clock that tests can advance. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** One process of `ai-reply`, without its routes. */
export interface Worker {
  readonly deps: WorkerDeps;
  readonly jobs: JobQueue;
  readonly control: ConversationControl;
  start(): void;
  stop(): Promise<void>;
}

/** Real PostgreSQL and job queue, and the simulators over HTTP. */
export interface Replies {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly clock: TestClock;
  readonly wecom: WecomSimulator;
  readonly wecomUrl: string;
  readonly llm: LlmSimulator;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Creates a process, which is not started. */
  openWorker(env?: Readonly<Record<string, string>>): Promise<Worker>;
  /** Sends the job that `callback` sends for a message. */
  receive(message: CallbackMessage): Promise<void>;
  /** A customer writes in 微信客服, or an event happens there; the fields are those of the simulator's push. */
  inKf(push: Readonly<Record<string, unknown>>): Promise<void>;
  /** The job that `callback` sends for a callback of 微信客服. */
  kfNews(): CallbackMessage;
  /** Holds the model's answers to prompts that contain `text`. */
  holdModel(text?: string): Hold;
  /** Holds an API call of WeCom such as `message/send`: its response, or with `before` the call itself. */
  holdWecom(call: string, options?: Omit<HoldOptions, "matches">): Hold;
  /** Waits until an open turn was checked several times. */
  turnChecks(): Promise<void>;
  nextId(): string;
  stop(): Promise<void>;
}

/** Starts everything except workers. `env` is for all workers; `hasModel` false: no model is configured. */
export async function startReplies(
  { env = {}, hasModel = true }: {
    env?: Readonly<Record<string, string>>;
    hasModel?: boolean;
  } = {},
): Promise<Replies> {
  const clock = createTestClock();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(JSON.parse(line)) });
  const database = await openEmptyDatabase();
  const redis = createInMemoryTestRedis(clock);
  const vendors = startVendors(clock);
  const nextId = createOrderedIds(clock, systemRandomBytes);
  const closing: (() => Promise<void>)[] = [];

  async function openQueue() {
    const { sql, close } = await openPostgres({ databaseUrl: database.url });
    const jobs = createJobQueue({
      ...{ sql, queues: aiReplyService.queues, log, randomBytes: systemRandomBytes },
      // Jobs are due by the database's clock, which tests do not advance.
      clock: systemClock,
    });
    await jobs.start();
    closing.push(async () => {
      await jobs.stop();
      await close();
    });
    return { sql, jobs };
  }

  const first = await openQueue();
  const unused = [first];

  async function openWorker(more: Readonly<Record<string, string>> = {}): Promise<Worker> {
    const backends = { redis, ...unused.pop() ?? await openQueue() };
    const common = { clock, nextId, log };
    const { settings, ...rest } = createWorkerDeps({
      config: loadConfig([aiReplyConfig, webhookConfig], { MERGE_WINDOW_MS: "0", ...env, ...more }),
      backends,
      apps: createWecomApps({ config: vendors.wecomConfig, fetch, clock, redis }),
      bots: createAiBots({ config: vendors.wecomConfig, fetch }),
      model: createModel({ providers: hasModel ? [vendors.provider] : [], fetch, clock, log }),
      knowledge: createKnowledge({ folder: undefined, log, clock }),
      ...common,
    });
    const deps = { ...rest, settings: { ...settings, checkTurnEveryMs: CHECK_TURN_EVERY_MS } };
    const workers = createReplyWorkers(deps);
    closing.push(() => workers.stop());
    return { deps, jobs: backends.jobs, control: createConversationControl(deps), ...workers };
  }

  const { wecom, llm, inKf, holdModel, holdWecom, wecomConfig } = vendors;
  return {
    ...{ sql: database.sql, redis, clock, log: lines, openWorker, nextId },
    ...{ wecom, llm, inKf, holdModel, holdWecom, wecomUrl: wecomConfig.WECOM_API_URL },
    receive: (message) => first.jobs.send(callbackMessage, message, { id: message.inboxId }),
    kfNews: () => kfNews({ wecom, clock, nextId }),
    turnChecks: () => new Promise((resolve) => setTimeout(resolve, 5 * CHECK_TURN_EVERY_MS)),
    async stop() {
      for (const close of closing.toReversed()) await close();
      await vendors.close();
      await redis.close();
    },
  };
}

function createTestClock(): TestClock {
  let shiftMs = 0;
  return { now: () => Date.now() + shiftMs, advance: (ms) => void (shiftMs += ms) };
}

function kfNews(
  { wecom, clock, nextId }: Pick<Replies, "wecom" | "clock" | "nextId">,
): CallbackMessage {
  return {
    kind: "kf_news",
    inboxId: nextId(),
    app: "default",
    corpId: CORP_ID,
    sentAt: new Date(clock.now()).toISOString(),
    openKfId: OPEN_KF_ID,
    syncToken: wecom.state.kfTokens.add({ corpId: CORP_ID, openKfid: OPEN_KF_ID }),
  };
}

/** The texts that WeCom showed to the person, in order. */
export function shownTo({ wecom }: Pick<Replies, "wecom">, person = "zhangsan"): readonly string[] {
  return wecom.state.chats.list({ person })
    .filter(({ from, outcome }) => from === "system" && outcome === "shown")
    .map(({ text }) => text);
}
