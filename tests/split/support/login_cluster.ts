import { createClient } from "@redis/client";
import { services } from "embedded/services.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createLoginClient, type LoginClient } from "packages/testkit/login_client.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { type ReplicaProxy, startReplicaProxy } from "packages/testkit/replica_proxy.ts";
import { type ServiceProcess, startServiceProcess } from "packages/testkit/service_process.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** Replicas of each service. */
const REPLICAS = { auth: 3, callback: 2 };
const TAIL_LENGTH = 2_000;

/** The simulated app that the services are configured with. */
export const CORP_ID = "ww0123456789abcdef";
const APP = {
  WECOM_CORP_ID: CORP_ID,
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
  WECOM_TOKEN: "SimulatedCallbackToken0000000001",
  WECOM_ENCODING_AES_KEY: "SimulatedEncodingAesKey00000000000000000001",
};

/** The services as separate processes, as on a cluster; only WeCom is simulated. All listen on 127.0.0.1. */
export interface LoginCluster {
  /** The replacement of an Ingress; its URL is the PUBLIC_URL. */
  readonly proxy: ReplicaProxy;
  readonly auths: readonly ServiceProcess[];
  readonly callbacks: readonly ServiceProcess[];
  readonly database: TestDatabase;
  readonly redis: RedisServer;
  /** Where Redis keeps its data. */
  readonly redisFolder: string;
  /** Calls the simulator's control API with a JSON body. */
  control(path: string, body: unknown): Promise<void>;
  /** A fresh browser and phone at the proxy's address. */
  client(): LoginClient;
  /** Runs one command on Redis, as an administrator would. */
  redisCommand(...words: string[]): Promise<unknown>;
  /** Runs a test; its error also contains the last output of all processes. */
  withOutput(test: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Redis with its data on disk, a migrated PostgreSQL, the WeCom simulator with `members` further members
 * ({@link memberName}), three `auth`, two `callback` and a proxy in front. All but the proxy are separate processes.
 */
export async function startLoginCluster({ members }: { members: number }): Promise<LoginCluster> {
  const [redisFolder, folder, database, simulator] = await Promise.all([
    Deno.makeTempDir({ prefix: "wecom-stack-redis-" }),
    Deno.makeTempDir({ prefix: "wecom-stack-split-" }),
    createTestDatabase(migrationSources(services)),
    startServiceProcess({ name: "sim:wecom", env: {}, readyPath: "/" }),
  ]);
  const redis = await startRedisServer({ appendOnly: true, dir: redisFolder });
  await addMembers(simulator.url, members);
  const auths: ServiceProcess[] = [];
  const callbacks: ServiceProcess[] = [];
  const replicasOf = (name: string) => name === "auth" ? auths : callbacks;
  const proxy = startReplicaProxy(
    services.map(({ name, paths }) => ({ paths, replicas: replicasOf(name) })),
  );
  const env = {
    ...APP,
    ...await storeEnvironment({ database, redis, folder }),
    PUBLIC_URL: proxy.url,
    WECOM_API_URL: simulator.url,
    WECOM_LOGIN_URL: simulator.url.replace("127.0.0.1", "localhost"),
    WECOM_OAUTH_URL: simulator.url.replace("127.0.0.1", "localhost"),
    TRUSTED_PROXY_HOPS: "1",
    // All calls come from one address.
    RATE_LIMIT_FACTOR: "10000",
    LOG_LEVEL: "warn",
  };
  const start = (name: keyof typeof REPLICAS) =>
    Promise.all(Array.from({ length: REPLICAS[name] }, () => startServiceProcess({ name, env })));
  const started = await Promise.all([start("auth"), start("callback")]);
  auths.push(...started[0]);
  callbacks.push(...started[1]);

  const all = [...auths, ...callbacks, simulator];
  return {
    proxy,
    auths,
    callbacks,
    database,
    redis,
    redisFolder,
    control: (path, body) => callControl(simulator.url, path, body),
    client: () => createLoginClient(proxy.url),
    redisCommand: (...words) => runRedisCommand(redis.url, words),
    withOutput: (test) => test().catch((error) => throwWithOutput(error, all)),
    async stop() {
      await Promise.all(all.map((process) => process.kill()));
      await proxy.stop();
      await Promise.all([redis.stop(), database.drop()]);
      await Promise.all([redisFolder, folder].map((it) => Deno.remove(it, { recursive: true })));
    },
  };
}

/** The userid of the simulator's further members, from 0. */
export function memberName(index: number): string {
  return `member${String(index).padStart(4, "0")}`;
}

async function addMembers(simulatorUrl: string, count: number): Promise<void> {
  const members = Array.from({ length: count }, (_, index) => ({ userid: memberName(index) }));
  await callControl(simulatorUrl, "corps", { corps: [{ id: CORP_ID, members }] });
}

async function callControl(simulatorUrl: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_control/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Cannot call ${path} of the simulator: ${answer}`);
}

async function storeEnvironment(
  { database, redis, folder }: { database: TestDatabase; redis: RedisServer; folder: string },
) {
  const keys = `${folder}/token_signing_keys.json`;
  await Deno.writeTextFile(keys, await generateSigningKeys(systemRandomBytes), { mode: 0o600 });
  return { DATABASE_URL: database.url, REDIS_URL: redis.url, TOKEN_SIGNING_KEYS_FILE: keys };
}

async function runRedisCommand(url: string, words: string[]): Promise<unknown> {
  const client = createClient({
    url,
    socket: { reconnectStrategy: false },
    disableClientInfo: true,
  });
  await client.connect();
  try {
    return await client.sendCommand(words);
  } finally {
    client.destroy();
  }
}

function throwWithOutput(error: unknown, processes: readonly ServiceProcess[]): never {
  const outputs = processes.map(({ name, url, output }) =>
    `--- ${name} ${url}\n${output().slice(-TAIL_LENGTH)}`
  );
  throw new Error([String(error), ...outputs].join("\n"), { cause: error });
}
