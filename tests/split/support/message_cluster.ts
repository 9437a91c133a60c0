import { services } from "embedded/services.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import {
  type CrashablePostgres,
  startCrashablePostgres,
} from "packages/testkit/crashable_postgres.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { type ReplicaProxy, startReplicaProxy } from "packages/testkit/replica_proxy.ts";
import { type ServiceProcess, startServiceProcess } from "packages/testkit/service_process.ts";
import postgres from "postgres";

/** How many processes of each service run by default. */
const REPLICAS: Readonly<Record<string, number>> = { callback: 2, "ai-reply": 2 };
const TAIL_LENGTH = 3_000;
const CORP_ID = "ww0123456789abcdef";
const AGENT_ID = 1000002;
const KF_ACCOUNT = "wk-demo-1";
const CALLBACK_KEYS = {
  token: "SimulatedCallbackToken0000000001",
  encodingAesKey: "SimulatedEncodingAesKey00000000000000000001",
};

/** A person who writes: a member to the app, or a customer to 微信客服. */
export interface Writer {
  readonly channel: "app" | "kf";
  /** userid or external_userid. */
  readonly person: string;
}

/** One message that was sent to a person on a channel. */
export interface SentMessage {
  readonly person: string;
  readonly text: string;
  readonly outcome: "shown" | "duplicate" | "rateLimited";
}

/** The services for messages, as on a cluster: two `callback`, two `ai-reply`, and servers that can be killed. */
export interface MessageCluster {
  readonly callbacks: readonly ServiceProcess[];
  readonly replies: readonly ServiceProcess[];
  readonly postgres: CrashablePostgres;
  readonly redis: RedisServer;
  readonly sql: postgres.Sql;
  /** The address of all services: the proxy in front of them. */
  readonly url: string;
  /** The processes of one service. */
  processesOf(service: string): readonly ServiceProcess[];
  /**
   * Writes a message, which WeCom delivers; resolves when it was accepted.
   * @throws Error when WeCom has stopped its attempts
   */
  write(writer: Writer, text: string): Promise<void>;
  /** The messages that the writer was shown, in order. */
  shownTo(writer: Writer): Promise<SentMessage[]>;
  /** Sets how the simulated model answers. */
  model(scenario: Record<string, unknown>): Promise<void>;
  /** Runs a test; its error also contains the last output of all processes. */
  withOutput(test: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Options of {@link startMessageCluster}. */
export interface MessageClusterOptions {
  readonly writers: readonly Writer[];
  /** Further variables of all services. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many processes of each service. Default: two `callback`, two `ai-reply`. */
  readonly replicas?: Readonly<Record<string, number>>;
}

/** Starts the servers, simulators, services and a proxy, and adds `writers` to the simulated corp. */
export async function startMessageCluster(
  { writers, env = {}, replicas: counts = REPLICAS }: MessageClusterOptions,
): Promise<MessageCluster> {
  const [postgresServer, redis, wecom, llm] = await Promise.all([
    startCrashablePostgres(),
    startRedisServer({ appendOnly: true }),
    startServiceProcess({ name: "sim:wecom", env: {}, readyPath: "/" }),
    startServiceProcess({ name: "sim:llm", env: {}, readyPath: "/" }),
  ]);
  const sql = postgres(postgresServer.url, { max: 2, onnotice: () => {} });
  await migrate(sql, migrationSources(services));

  const replicas: Record<string, ServiceProcess[]> = Object.fromEntries(
    Object.keys(counts).map((name) => [name, []]),
  );
  const proxy = startReplicaProxy(
    services.map(({ name, paths }) => ({ paths, replicas: replicas[name] ?? [] })),
  );
  const common = {
    PUBLIC_URL: proxy.url,
    DATABASE_URL: postgresServer.url,
    REDIS_URL: redis.url,
    WECOM_CORP_ID: CORP_ID,
    WECOM_AGENT_ID: String(AGENT_ID),
    WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
    WECOM_TOKEN: CALLBACK_KEYS.token,
    WECOM_ENCODING_AES_KEY: CALLBACK_KEYS.encodingAesKey,
    WECOM_API_URL: wecom.url,
    WECOM_LOGIN_URL: wecom.url.replace("127.0.0.1", "localhost"),
    WECOM_OAUTH_URL: wecom.url.replace("127.0.0.1", "localhost"),
    TRUSTED_PROXY_HOPS: "1",
    AI_BASE_URL: `${llm.url}/v1`,
    AI_API_KEY: "simulated-llm-key",
    LOG_LEVEL: "info",
    ...env,
  };
  for (const [name, running] of Object.entries(replicas)) {
    running.push(
      ...await Promise.all(
        Array.from({ length: counts[name]! }, () => startServiceProcess({ name, env: common })),
      ),
    );
  }
  await configureWecom(wecom, proxy, writers);

  const processes = [...Object.values(replicas).flat(), wecom, llm];
  const processesOf = (service: string) => replicas[service] ?? [];
  return {
    callbacks: processesOf("callback"),
    replies: processesOf("ai-reply"),
    url: proxy.url,
    processesOf,
    postgres: postgresServer,
    redis,
    sql,
    ...messagesAt(wecom),
    async model(scenario) {
      await control(llm, "scenarios", scenario);
    },
    withOutput: (test) => test().catch((error) => throwWithOutput(error, processes)),
    async stop() {
      await sql.end({ timeout: 1 });
      await Promise.all(processes.map((process) => process.kill()));
      await proxy.stop();
      await Promise.all([redis.stop(), postgresServer.stop()]);
    },
  };
}

/** How people write and read in the simulated WeCom. */
function messagesAt(wecom: ServiceProcess): Pick<MessageCluster, "write" | "shownTo"> {
  return {
    async write({ channel, person }, content) {
      const push = {
        fromUser: person,
        ...channel === "kf" && { openKfid: KF_ACCOUNT },
        message: { kind: "text", content },
        wait: true,
      };
      const { deliveries } = JSON.parse(await control(wecom, "push", push));
      if (deliveries[0].state === "accepted") return;
      throw new Error(
        `WeCom has not delivered "${content}": ${JSON.stringify(deliveries[0].attempts)}`,
      );
    },
    async shownTo({ channel, person }) {
      const place = channel === "app" ? `app/${AGENT_ID}` : `kf/${KF_ACCOUNT}`;
      const query = new URLSearchParams({ channel: place, person });
      const response = await fetch(`${wecom.url}/_control/sent?${query}`);
      const { messages } = await response.json() as { messages: SentMessage[] };
      return messages.filter(({ outcome }) => outcome === "shown");
    },
  };
}

async function configureWecom(
  wecom: ServiceProcess,
  proxy: ReplicaProxy,
  writers: readonly Writer[],
): Promise<void> {
  const callback = { ...CALLBACK_KEYS, url: `${proxy.url}/api/v1/wecom/callback` };
  await control(wecom, "corps", {
    corps: [{
      id: CORP_ID,
      agents: [{ id: AGENT_ID, callback }],
      members: peopleOf(writers, "app").map((userid) => ({ userid })),
      outsiders: peopleOf(writers, "kf").map((externalUserid) => ({
        id: externalUserid,
        name: externalUserid,
        openid: `o-${externalUserid}`,
        customer: { externalUserid, followers: [] },
      })),
    }],
  });
}

function peopleOf(writers: readonly Writer[], channel: Writer["channel"]): string[] {
  return writers.filter((writer) => writer.channel === channel).map(({ person }) => person);
}

async function control(
  { url, name }: ServiceProcess,
  path: string,
  body: unknown,
): Promise<string> {
  const response = await fetch(`${url}/_control/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Cannot call ${path} of ${name}: ${answer}`);
  return answer;
}

function throwWithOutput(error: unknown, processes: readonly ServiceProcess[]): never {
  const outputs = processes.map(({ name, url, output }) =>
    `--- ${name} ${url}\n${output().slice(-TAIL_LENGTH)}`
  );
  throw new Error([String(error), ...outputs].join("\n"), { cause: error });
}
