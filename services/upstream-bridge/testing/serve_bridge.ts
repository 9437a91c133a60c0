import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Sql } from "postgres";
import { sha256Hex } from "packages/platform/encoding.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { createHealth } from "packages/platform/health.ts";
import { type Role, TOKEN_AUDIENCE } from "packages/platform/http/access.ts";
import { createLogger } from "packages/platform/log.ts";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { createAudit } from "packages/events/audit.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { systemClock } from "packages/platform/clock.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import {
  type AccountStore,
  createAccountStore,
} from "services/upstream-bridge/accounts/account_store.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";
import { openEmptyDatabase } from "services/upstream-bridge/testing/shared_database.ts";

/** The public URL of the served service. */
export const PUBLIC_URL = "https://wecom.example.com";
const JWKS_URL = `${PUBLIC_URL}/.well-known/jwks.json`;
const SCOPES = ["bridge.read", "bridge.send", "bridge.manage"] as const;

/** Who calls. A scope: a machine with this scope alone. `machine`: one with all three. */
export type Caller = Role | (typeof SCOPES)[number] | "machine" | "nobody";

/** The service `upstream-bridge` with its workers, on real PostgreSQL, called without a port. */
export interface ServedBridge {
  readonly sql: Sql;
  readonly accounts: AccountStore;
  readonly clock: typeof systemClock;
  /** The parsed lines of the log. */
  readonly log: readonly Record<string, unknown>[];
  /** Sends a request as `caller`. An object as `body` is sent as JSON. */
  ask(
    caller: Caller,
    path: string,
    init?: Omit<RequestInit, "body"> & { readonly body?: object | string },
  ): Promise<Response>;
  /** Lets all background parts drain, as at shutdown. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves the bridge on an empty database. */
export async function serveBridge(
  { upstreamUrl, env = {} }: {
    readonly upstreamUrl?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<ServedBridge> {
  const database = await openEmptyDatabase();
  const { sql, close } = await openPostgres({ databaseUrl: database.url });
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({ level: "debug", write: (line) => void log.push(JSON.parse(line)) });
  const outside = { clock: systemClock, randomBytes: systemRandomBytes, log: logger };
  const jobs = createJobQueue({ sql, queues: upstreamBridgeService.queues, ...outside });
  await jobs.start();
  const redis = createInMemoryTestRedis(systemClock);
  const tokens = await createTokens();
  const service = await upstreamBridgeService.create({
    config: await loadBridgeConfig({
      PORT: "3003",
      PUBLIC_URL,
      ...upstreamUrl === undefined ? {} : { BASE_URL: upstreamUrl },
      CALLBACK_TOKEN_SECRET: "0123456789abcdef0123456789abcdef",
      ...env,
    }),
    backends: { sql, redis, jobs },
    ...outside,
    fetch: (input, init) =>
      String(input) === JWKS_URL ? Promise.resolve(tokens.jwks()) : fetch(input, init),
    health: createHealth(),
  });
  const started: BackgroundPart[] = [];
  for (const part of service.background) {
    await part.start?.();
    started.push(part);
  }
  const drain = async () => {
    for (const part of started.toReversed()) await part.drain?.();
  };
  const nextId = createOrderedIds(systemClock, systemRandomBytes);
  const audit = createAudit({ jobs, clock: systemClock, nextId });
  const peer = { remoteAddr: { transport: "tcp" as const, hostname: "192.0.2.1", port: 1 } };
  return {
    sql: database.sql,
    accounts: createAccountStore({ sql, clock: systemClock, nextId, audit }),
    clock: systemClock,
    log,
    async ask(caller, path, { body, ...init } = {}) {
      const headers = new Headers(init.headers);
      headers.set("host", new URL(PUBLIC_URL).host);
      if (caller !== "nobody") headers.set("authorization", await tokens.bearer(caller));
      if (body !== undefined && !headers.has("content-type")) {
        headers.set("content-type", "application/json");
      }
      const request = new Request(PUBLIC_URL + path, {
        ...init,
        headers,
        ...body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) },
      });
      return await service.fetch(request, peer);
    },
    drain,
    async stop() {
      await drain();
      for (const part of started.toReversed()) await part.stop?.();
      await jobs.stop();
      await redis.close();
      await close();
    },
  };
}

const tokenOf = (name: string) => `token-of-${name}`;

async function loadBridgeConfig(env: Readonly<Record<string, string>>) {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const machines = [
    ...SCOPES.map((scope) => ({ name: scope, scopes: [scope] as string[] })),
    { name: "machine", scopes: [...SCOPES] as string[] },
  ].map(({ name, scopes }) => ({ name, scopes, sha256: sha256Hex(tokenOf(name)) }));
  try {
    await Deno.writeTextFile(path, JSON.stringify(machines));
    return loadConfig([processConfig, ...upstreamBridgeService.config], {
      API_TOKENS_FILE: path,
      ...env,
    });
  } finally {
    await Deno.remove(path);
  }
}

/** Access tokens as `auth` issues them, and the key set that verifies them. */
async function createTokens() {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = { keys: [{ ...await exportJWK(publicKey), kid: "test", alg: "ES256" }] };
  const sign = async (role: string) => {
    const issuedAt = Math.floor(Date.now() / 1000);
    return await new SignJWT({ name: "张三", roles: [role], sid: "session" })
      .setProtectedHeader({ alg: "ES256", kid: "test", typ: "at+jwt" })
      .setIssuer(PUBLIC_URL)
      .setAudience(TOKEN_AUDIENCE)
      .setSubject("ww0123456789abcdef/zhangsan")
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 600)
      .sign(privateKey);
  };
  return {
    jwks: () => Response.json(keys),
    async bearer(caller: Exclude<Caller, "nobody">) {
      const isPerson = caller === "staff" || caller === "operator";
      return `Bearer ${isPerson ? await sign(caller) : tokenOf(caller)}`;
    },
  };
}
