import type postgres from "postgres";
import { queuesOf, type StoredService } from "packages/storage/service.ts";
import { systemClock } from "packages/platform/clock.ts";
import type { ConfigGroup, ConfigOf } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import type { wecomConfig } from "packages/wecom_apps/config.ts";
import { createDispatcher } from "packages/platform/dispatcher.ts";
import { createHealth } from "packages/platform/health.ts";
import { createLogger, type Logger } from "packages/platform/log.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import type { Service, ServiceContext } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { rememberSentJobs } from "packages/storage/jobs/testing/sent_jobs.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createFakeClock, type FakeClock } from "packages/testkit/fake_clock.ts";
import { ignoreLostConnections } from "packages/testkit/ignore_lost_connections.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { services as definitions } from "embedded/services.ts";
import { completeApps, createSimulatedCorps, SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { listen, type Listener } from "tests/support/listen.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";
import type { callbackConfig } from "services/callback/config.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { createWecomSimulator, type WecomSimulator } from "simulators/wecom/simulator.ts";

/** The `CALLBACK_TOKEN_SECRET` of a stack. */
export const PUSH_SECRET = "0123456789abcdef0123456789abcdef";

/** An app of `WECOM_APPS_FILE`, beside the app `default` of the sample corp. */
export interface TestApp {
  readonly name: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  /** Default of both: the simulator's. */
  readonly token?: string;
  readonly encodingAesKey?: string;
}

/** How a stack differs from the usual one. */
export interface StackOptions {
  /** Configuration that is added to the stack's own, or replaces it. */
  readonly env?: Environment;
  readonly apps?: readonly TestApp[];
  /** A real Redis, used under a separate prefix. Default: the in-memory Redis. */
  readonly redisUrl?: string | undefined;
  /** The first time of the clock, in milliseconds since the epoch. */
  readonly startsAt?: number;
  /** Text of `TOKEN_SIGNING_KEYS_FILE`. Default: one new key. */
  readonly signingKeys?: string;
  /** Gets the address of the database; returns the address to connect to. */
  readonly routePostgres?: (url: string) => string;
}

/** All services behind one port, with a simulated WeCom, all in this process. */
export interface Stack {
  /** `PUBLIC_URL`; {@link Stack.fetch} reaches the stack under any value of it. */
  readonly publicUrl: string;
  readonly simulator: WecomSimulator;
  /** The services' and the simulator's time; starts at 2026-01-01T00:00:00Z by default, and only tests move it. */
  readonly clock: FakeClock;
  /** Every log line so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Its table `public.sent_jobs` has all jobs that were sent. */
  readonly sql: postgres.Sql;
  readonly redis: Redis;
  readonly jobs: JobQueue;
  readonly services: readonly StartedService[];
  /** Private keys of access tokens; an attacker does not have them. */
  readonly signingKeys: string;
  /** Sends one request over HTTP; redirects are not followed. `host` replaces the Host header. */
  fetch(url: string, init?: RequestInit & { host?: string }): Promise<Response>;
  stop(): Promise<void>;
}

/**
 * Starts all services against real PostgreSQL, in-memory Redis (or a real one) and the simulator over real HTTP. One
 * proxy is trusted, so that tests can call from any address by X-Forwarded-For.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const noticeLostConnections = ignoreLostConnections();
  const clock = createFakeClock(options.startsAt);
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(JSON.parse(line)) });
  const database = await createTestDatabase(migrationSources(definitions));
  await rememberSentJobs(database.sql);
  const postgres = await openPostgres({
    databaseUrl: options.routePostgres?.(database.url) ?? database.url,
  });
  const redis = options.redisUrl === undefined
    ? createInMemoryRedis({ clock })
    : await openRealRedis(options.redisUrl, log);
  const wecom = listen("localhost");
  const app = listen("127.0.0.1");
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-test-" });
  const signingKeys = options.signingKeys ?? await generateSigningKeys(systemRandomBytes);
  const env = await environment({ folder, signingKeys, app, wecom }, options);
  const groups = definitions.flatMap(({ config }) => config as readonly ConfigGroup[]);
  const config = loadConfig([processConfig, ...groups], env) as StackConfig;
  const simulator = startSimulator(wecom, clock, createSimulatedCorps(config, app.url));

  const health = createHealth();
  const { sql } = postgres;
  // Jobs are due by the database's clock, which tests cannot move.
  const jobs = createJobQueue({
    sql,
    queues: queuesOf(definitions),
    log,
    clock: systemClock,
    randomBytes: systemRandomBytes,
  });
  await jobs.start();
  const backends = { sql, redis, jobs };
  const started = await startServices({ config, backends, log, clock, health });
  const mounts = started.map(({ definition: { paths }, service: { fetch } }) => ({ paths, fetch }));
  app.serve(createDispatcher(mounts, health, env["PUBLIC_URL"]!));
  health.open();

  const client = Deno.createHttpClient({ allowHost: true });
  return {
    publicUrl: env["PUBLIC_URL"]!,
    simulator,
    clock,
    log: lines,
    sql: database.sql,
    redis,
    jobs,
    services: started,
    signingKeys,
    fetch: createFetch(client, env["PUBLIC_URL"]!, app, wecom),
    async stop() {
      client.close();
      await app.close();
      for (const { service } of started.toReversed()) {
        for (const part of service.background.toReversed()) await part.stop?.();
      }
      await jobs.stop();
      simulator.close();
      await wecom.close();
      await redis.close();
      await postgres.close();
      await database.drop();
      await Deno.remove(folder, { recursive: true });
      noticeLostConnections();
    },
  };
}

/** Opens Redis under a prefix of its own. Few stacks need the client, and its import takes 0.3 s. */
async function openRealRedis(url: string, log: Logger): Promise<Redis> {
  const { openRedis } = await import("packages/storage/redis/client.ts");
  const prefix = `stack-${randomHex(systemRandomBytes, 8)}:`;
  return openRedis({ url, randomBytes: systemRandomBytes, log, prefix });
}

interface StartedService {
  readonly definition: StoredService;
  readonly service: Service;
}

async function startServices(
  context: Pick<
    ServiceContext<ConfigOf<[typeof processConfig]>, Backends>,
    "config" | "backends" | "log" | "clock" | "health"
  >,
): Promise<StartedService[]> {
  const started: StartedService[] = [];
  for (const definition of definitions) {
    const service = await definition.create({
      ...context,
      log: context.log.with({ service: definition.name }),
      randomBytes: systemRandomBytes,
      fetch: globalThis.fetch,
    });
    for (const part of service.background) await part.start?.();
    started.push({ definition, service });
  }
  return started;
}

type StackConfig = ConfigOf<[typeof processConfig, typeof wecomConfig, typeof callbackConfig]>;

function startSimulator(wecom: Listener, clock: FakeClock, corps: Corp[]) {
  // Tests with an https PUBLIC_URL use this domain; loopback domains are trusted already.
  for (const agent of corps.flatMap(({ agents }) => agents)) {
    agent.trustedDomains.push("wecom.example.com");
  }
  const simulator = createWecomSimulator({
    clock,
    randomBytes: systemRandomBytes,
    corps,
    publicUrl: wecom.url,
  });
  wecom.serve((request, info) =>
    simulator.fetch(request, { remoteAddr: { hostname: info.remoteAddr.hostname } })
  );
  return simulator;
}

async function environment(
  made: { folder: string; signingKeys: string; app: Listener; wecom: Listener },
  { env = {}, apps = [] }: StackOptions,
): Promise<Environment> {
  const keysFile = `${made.folder}/keys.json`;
  await Deno.writeTextFile(keysFile, made.signingKeys);
  const appsFile = `${made.folder}/apps.json`;
  const completed = completeApps(apps, SIMULATED_WECOM.WECOM_CORP_ID);
  await Deno.writeTextFile(appsFile, JSON.stringify(completed));
  return {
    PORT: "3000",
    PUBLIC_URL: made.app.url,
    TRUSTED_PROXY_HOPS: "1",
    TOKEN_SIGNING_KEYS_FILE: keysFile,
    AUTH_JWKS_URL: `${made.app.url}/.well-known/jwks.json`,
    ...SIMULATED_WECOM,
    WECOM_APPS_FILE: appsFile,
    WECOM_API_URL: made.wecom.url.replace("localhost", "127.0.0.1"),
    WECOM_LOGIN_URL: made.wecom.url,
    WECOM_OAUTH_URL: made.wecom.url,
    CALLBACK_TOKEN_SECRET: PUSH_SECRET,
    ...env,
  };
}

/** Sends requests for PUBLIC_URL and the simulator to the ports where they listen. */
function createFetch(
  client: Deno.HttpClient,
  publicUrl: string,
  app: Listener,
  wecom: Listener,
): Stack["fetch"] {
  const places: [string, Listener][] = [[publicUrl, app], [app.url, app], [wecom.url, wecom]];
  return async (url, { host, ...init } = {}) => {
    const [origin, place] = places.find(([origin]) => url.startsWith(origin)) ?? [];
    if (origin === undefined || place === undefined) throw new Error(`Cannot reach ${url}`);
    const headers = new Headers(init.headers);
    headers.set("host", host ?? new URL(origin).host);
    const address = place.address + url.slice(origin.length);
    const request: RequestInit & { client: Deno.HttpClient } = {
      ...init,
      headers,
      redirect: "manual",
      client,
    };
    return await fetch(address, request);
  };
}
