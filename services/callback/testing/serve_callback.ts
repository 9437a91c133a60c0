import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type AttemptStore, createAttemptStore } from "packages/login/attempt_store.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { createHealth } from "packages/platform/health.ts";
import { type Role, TOKEN_AUDIENCE } from "packages/platform/http/access.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { rememberSentJobs } from "packages/storage/jobs/testing/sent_jobs.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createFakeClock, type FakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { type FakeWecom, issued, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";
import { callbackService } from "services/callback/service.ts";
import { TEST_WECOM } from "services/callback/testing/sample_callbacks.ts";

/** The public URL of the served service. */
export const PUBLIC_URL = "https://wecom.example.com";
const JWKS_URL = `${PUBLIC_URL}/.well-known/jwks.json`;

/** WeCom's answers to the calls of a login, by call. */
export type WecomAnswers = Record<"auth/getuserinfo" | "user/get", object>;

/** How the served service differs from the default. */
export interface ServeOptions {
  /** Environment variables to add. */
  readonly env?: Readonly<Record<string, string>>;
  /** The content of `WECOM_APPS_FILE`. */
  readonly apps?: readonly object[];
}

/** The service `callback` without a network port: real PostgreSQL, Redis in memory, WeCom over HTTP. */
export interface ServedCallback {
  readonly sql: TestDatabase["sql"];
  readonly jobs: JobQueue;
  readonly redis: Redis;
  readonly clock: FakeClock;
  readonly attempts: AttemptStore;
  /** The parsed lines of the log. */
  readonly log: readonly Record<string, unknown>[];
  readonly wecom: FakeWecom;
  /** WeCom's answers. A test may replace them. */
  readonly answers: WecomAnswers;
  /** Sends a request under {@link PUBLIC_URL}, from the address 192.0.2.1. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Headers that sign a person in. Without a role: a member who is not active. */
  signedIn(role?: Role): Promise<Record<string, string>>;
  /** The job with this id; undefined when none was sent. */
  findJob(id: string): Promise<{ readonly queue: string; readonly payload: unknown } | undefined>;
  stop(): Promise<void>;
}

/** Serves `callback` on a fresh database. */
export async function serveCallback(options: ServeOptions = {}): Promise<ServedCallback> {
  const database = await createTestDatabase(migrationSources([callbackService]));
  await rememberSentJobs(database.sql);
  const jobs = testJobQueue(database.sql, callbackService.queues);
  await jobs.start();
  const clock = createFakeClock();
  const redis = createInMemoryTestRedis(clock);
  const log: Record<string, unknown>[] = [];
  const { wecom, answers } = startWecom();
  const tokens = await createTokens(clock);
  const config = await withAppsFile(
    options.apps,
    (appsFile) =>
      loadConfig([processConfig, ...callbackService.config], {
        PORT: "3002",
        PUBLIC_URL,
        WECOM_CORP_ID: TEST_WECOM.corpId,
        WECOM_AGENT_ID: TEST_WECOM.agentId,
        WECOM_SECRET: "the-app-secret",
        WECOM_TOKEN: TEST_WECOM.token,
        WECOM_ENCODING_AES_KEY: TEST_WECOM.encodingAesKey,
        WECOM_API_URL: wecom.baseUrl,
        WECOM_APPS_FILE: appsFile,
        ...options.env,
      }),
  );
  const service = await callbackService.create({
    config,
    backends: { sql: database.sql, redis, jobs },
    log: createLogger({ level: "debug", write: (line) => void log.push(JSON.parse(line)) }),
    clock,
    randomBytes: systemRandomBytes,
    fetch: (input, init) =>
      String(input) === JWKS_URL ? Promise.resolve(tokens.jwks()) : fetch(input, init),
    health: createHealth(),
  });
  const peer = { remoteAddr: { transport: "tcp" as const, hostname: "192.0.2.1", port: 1 } };
  return {
    sql: database.sql,
    jobs,
    redis,
    clock,
    attempts: createAttemptStore({ redis, clock }),
    log,
    wecom,
    answers,
    ask: async (path, init) => {
      const headers = { host: new URL(PUBLIC_URL).host, ...init?.headers };
      return await service.fetch(new Request(PUBLIC_URL + path, { ...init, headers }), peer);
    },
    signedIn: tokens.signedIn,
    async findJob(id) {
      const [row] = await database.sql<{ queue: string; payload: unknown }[]>`
        select queue, payload from public.sent_jobs where id = ${id}`;
      return row && { ...row };
    },
    async stop() {
      await jobs.stop();
      await database.drop();
      await wecom[Symbol.asyncDispose]();
    },
  };
}

async function withAppsFile<T>(
  apps: readonly object[] | undefined,
  load: (path: string | undefined) => T,
): Promise<T> {
  if (apps === undefined) return load(undefined);
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, JSON.stringify(apps));
    return load(path);
  } finally {
    await Deno.remove(path);
  }
}

function startWecom(): { wecom: FakeWecom; answers: WecomAnswers } {
  const answers: WecomAnswers = {
    "auth/getuserinfo": { errcode: 0, errmsg: "ok", userid: "zhangsan" },
    "user/get": {
      errcode: 0,
      errmsg: "ok",
      userid: "zhangsan",
      name: "张三",
      department: [2],
      status: 1,
    },
  };
  const wecom = startFakeWecom({
    gettoken: () => issued("a-token-of-wecom"),
    "auth/getuserinfo": () => answers["auth/getuserinfo"],
    "user/get": () => answers["user/get"],
  });
  return { wecom, answers };
}

/** Access tokens as `auth` issues them, and the key set that verifies them. */
async function createTokens(clock: FakeClock) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = { keys: [{ ...await exportJWK(publicKey), kid: "test", alg: "ES256" }] };
  return {
    jwks: () => Response.json(keys),
    async signedIn(role?: Role) {
      const issuedAt = Math.floor(clock.now() / 1000);
      const token = await new SignJWT({
        name: "张三",
        roles: role === undefined ? [] : [role],
        sid: "session",
      })
        .setProtectedHeader({ alg: "ES256", kid: "test", typ: "at+jwt" })
        .setIssuer(PUBLIC_URL)
        .setAudience(TOKEN_AUDIENCE)
        .setSubject(`${TEST_WECOM.corpId}/zhangsan`)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + 600)
        .sign(privateKey);
      return { authorization: `Bearer ${token}` };
    },
  };
}
