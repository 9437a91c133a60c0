import type { Sql } from "postgres";
import { type CallbackMessage, callbackMessage } from "packages/events/callback_message.ts";
import { queues } from "packages/events/queues.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { createLogger } from "packages/platform/log.ts";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { createAiBots } from "packages/wecom_apps/ai_bots.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { aiReplyConfig } from "services/ai-reply/config.ts";
import { createKnowledge } from "services/ai-reply/knowledge/knowledge.ts";
import { createModel } from "services/ai-reply/model/create_model.ts";
import { aiReplyService } from "services/ai-reply/service.ts";
import { createTakeOver, type TakeOver } from "services/ai-reply/take_over.ts";
import { createEngine } from "services/ai-reply/workers/create_engine.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { createReplyWorkers } from "services/ai-reply/workers/reply_workers.ts";
import { createLlmSimulator, type LlmSimulator } from "simulators/llm/simulator.ts";
import { createWecomSimulator, type WecomSimulator } from "simulators/wecom/simulator.ts";

/** The simulators' cast. */
export const CORP_ID = "ww0123456789abcdef";
export const AGENT_ID = "1000002";
export const OPEN_KF_ID = "wk-demo-1";
export const CUSTOMER = "wm-demo-1";

/** Of the AI bot `bot`. */
export const BOT_KEYS = {
  token: "SimulatedCallbackToken0000000001",
  encodingAesKey: "SimulatedEncodingAesKey00000000000000000001",
};

/** A clock that goes on, and can be turned forward. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** One process of `ai-reply`, without its routes. */
export interface Worker {
  readonly engine: Engine;
  readonly jobs: JobQueue;
  readonly takeOver: TakeOver;
  start(): void;
  stop(): Promise<void>;
}

/** Real PostgreSQL and jobs, and the simulators over real HTTP. */
export interface Replies {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly clock: TestClock;
  readonly wecom: WecomSimulator;
  /** Where it is reached. */
  readonly wecomUrl: string;
  readonly llm: LlmSimulator;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Another process beside the first one, not started. */
  openWorker(env?: Readonly<Record<string, string>>): Promise<Worker>;
  /** What `callback` would have stored. */
  receive(message: CallbackMessage): Promise<void>;
  /** Somebody writes in 微信客服, or something happens there; the fields are those of the simulator's push. */
  inKf(push: Readonly<Record<string, unknown>>): Promise<void>;
  /** WeCom says that there is news. */
  kfNews(): CallbackMessage;
  nextId(): string;
  stop(): Promise<void>;
}

/** Everything but a running worker. `env` goes for all workers; `hasModel` false: none is configured. */
export async function startReplies(
  { env = {}, hasModel = true }: {
    env?: Readonly<Record<string, string>>;
    hasModel?: boolean;
  } = {},
): Promise<Replies> {
  const clock = createTestClock();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(JSON.parse(line)) });
  const database = await createTestDatabase(migrationSources([aiReplyService]), queues);
  const redis = createInMemoryTestRedis(clock);
  const vendors = startVendors(clock);
  const nextId = createOrderedIds(clock, systemRandomBytes);
  const closing: (() => Promise<void>)[] = [];

  async function openQueue() {
    const { sql, close } = await openPostgres({ databaseUrl: database.url });
    const jobs = createJobQueue({
      ...{ sql, queues, log, randomBytes: systemRandomBytes },
      // Jobs are due by the database's clock, which nobody turns.
      clock: systemClock,
    });
    await jobs.start();
    closing.push(async () => {
      await jobs.stop();
      await close();
    });
    return { sql, jobs };
  }

  async function openWorker(more: Readonly<Record<string, string>> = {}): Promise<Worker> {
    const backends = { redis, ...await openQueue() };
    const common = { clock, nextId, log };
    const engine = createEngine({
      config: loadConfig([aiReplyConfig], { MERGE_WINDOW_MS: "0", ...env, ...more }),
      backends,
      apps: createWecomApps({ config: vendors.wecomConfig, fetch, clock, redis }),
      bots: createAiBots({ config: vendors.wecomConfig, fetch }),
      model: createModel({ providers: hasModel ? [vendors.provider] : [], fetch, clock, log }),
      knowledge: createKnowledge({ folder: undefined, log, clock }),
      ...common,
    });
    const workers = createReplyWorkers(engine);
    closing.push(() => workers.stop());
    return { engine, jobs: backends.jobs, takeOver: createTakeOver(engine), ...workers };
  }

  const { jobs } = await openQueue();
  return {
    ...{ sql: database.sql, redis, clock, log: lines, openWorker, nextId },
    wecomUrl: vendors.wecomConfig.WECOM_API_URL,
    ...{ wecom: vendors.wecom, llm: vendors.llm, inKf: vendors.inKf },
    receive: (message) => jobs.send(callbackMessage, message, { id: message.inboxId }),
    kfNews: () => kfNews({ wecom: vendors.wecom, clock, nextId }),
    async stop() {
      for (const close of closing.toReversed()) await close();
      await vendors.close();
      await redis.close();
      await database.drop();
    },
  };
}

function createTestClock(): TestClock {
  let shiftMs = 0;
  return { now: () => Date.now() + shiftMs, advance: (ms) => void (shiftMs += ms) };
}

/** WeCom and a provider of models, each on a port of its own, and how they are configured. */
function startVendors(clock: Clock) {
  const outside = { clock, randomBytes: systemRandomBytes };
  const wecom = createWecomSimulator({ ...outside, publicUrl: "http://localhost:3000/sim/wecom" });
  const llm = createLlmSimulator({ ...outside, publicUrl: "http://localhost:3000/sim/llm" });
  // WeCom's callbacks are not what is tested here.
  const servers = [
    serve((request) => wecom.fetch(request)),
    serve((request) => llm.fetch(request)),
    serve(() => new Response("")),
  ];
  const [wecomUrl = "", llmUrl = "", sinkUrl = ""] = servers.map(({ url }) => url);
  return {
    wecom,
    llm,
    wecomConfig: {
      WECOM_API_URL: wecomUrl,
      WECOM_CORP_ID: CORP_ID,
      WECOM_AGENT_ID: AGENT_ID,
      WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
      WECOM_APPS_FILE: [{ name: "bot", kind: "aibot" as const, corpId: CORP_ID, ...BOT_KEYS }],
    },
    provider: {
      name: "simulated",
      baseUrl: `${llmUrl}/v1`,
      apiKey: "simulated-llm-key",
      model: "deepseek-chat",
    },
    async inKf(push: Readonly<Record<string, unknown>>) {
      const body = { openKfid: OPEN_KF_ID, fromUser: CUSTOMER, to: sinkUrl, wait: true, ...push };
      const init = { method: "POST", body: JSON.stringify(body) };
      const response = await wecom.fetch(new Request("http://wecom.example/_control/push", init));
      if (!response.ok) throw new Error(await response.text());
    },
    async close() {
      wecom.close();
      llm.close();
      for (const { close } of servers) await close();
    },
  };
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

function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    close: () => server.shutdown(),
  };
}

/** A member's text to the app, as `callback` hands it on. */
export function appText(
  { nextId, clock }: Pick<Replies, "nextId" | "clock">,
  text: string,
  userId = "zhangsan",
): CallbackMessage {
  return appMessage({ nextId, clock }, { type: "text", text }, userId);
}

/** The same of any content. */
export function appMessage(
  { nextId, clock }: Pick<Replies, "nextId" | "clock">,
  content: Extract<CallbackMessage, { kind: "app_message" }>["content"],
  userId = "zhangsan",
): CallbackMessage {
  return {
    kind: "app_message",
    inboxId: nextId(),
    app: "default",
    corpId: CORP_ID,
    sentAt: new Date(Math.floor(clock.now() / 1_000) * 1_000).toISOString(),
    agentId: AGENT_ID,
    userId,
    content,
  };
}

/** What the person was shown by the app, in order. */
export function shownTo({ wecom }: Pick<Replies, "wecom">, person = "zhangsan"): readonly string[] {
  return wecom.state.chats.list({ person })
    .filter(({ from, outcome }) => from === "system" && outcome === "shown")
    .map(({ text }) => text);
}
