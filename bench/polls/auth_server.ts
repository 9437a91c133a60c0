import { createAttemptStore, type StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName } from "packages/login/binding.ts";
import { createAttempt, deny } from "packages/login/transitions.ts";
import { systemClock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { createLogger } from "packages/platform/log.ts";
import { randomHex, randomSecret, systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { formatRecord } from "packages/storage/redis/record.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { compareAndSetScript } from "packages/storage/redis/scripts.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { encodeRequest } from "bench/harness/http_connection.ts";
import type { BenchOptions } from "bench/harness/benchmark.ts";
import { startService } from "bench/harness/service.ts";
import type { Poll, PollServer } from "bench/polls/poll_server.ts";

/** How a poll of `auth` is released, and other settings. */
export interface AuthOptions {
  /**
   * `hint`: the generator changes the record in Redis, as `callback` does. `redirect`: a service `callback` on the same
   * core gets the browser's redirect without consent.
   */
  readonly publisher?: "hint" | "redirect";
  /** Length of the attempts' `redirect`, in characters. */
  readonly redirectLength?: number;
  readonly maxWaiters?: number;
  readonly v8Flags?: string;
}

/** Starts `auth`, and `callback` if it publishes, with a new Redis and a new database. */
export async function startAuthServer(
  { postgres }: BenchOptions,
  { publisher = "hint", redirectLength = 1, maxWaiters = 5000, v8Flags }: AuthOptions = {},
): Promise<PollServer> {
  await using starting = new AsyncDisposableStack();
  const redisServer = await startRedisServer();
  starting.defer(redisServer.stop);
  const database = starting.use(await postgres.createDatabase("polls"));
  const servers = { databaseUrl: database.url, redisUrl: redisServer.url };
  const auth = starting.use(
    await startService("auth", {
      ...servers,
      env: { MAX_WAITERS: String(maxWaiters) },
      ...v8Flags === undefined ? {} : { v8Flags },
    }),
  );
  const callback = publisher === "hint"
    ? undefined
    : starting.use(await startService("callback", servers));
  const redis = openRedis({
    url: redisServer.url,
    randomBytes: systemRandomBytes,
    log: createLogger({ level: "error" }),
  });
  starting.defer(() => redis.close());
  const attempts = createAttemptStore({ redis, clock: systemClock });
  const redirect = `/${"x".repeat(redirectLength - 1)}`;

  async function createPoll(): Promise<Poll> {
    const binding = randomSecret(systemRandomBytes);
    const stored = await attempts.create(newAttempt(sha256Hex(binding), redirect));
    const { state, sessionId } = stored.attempt;
    const headers = [`cookie: ${bindingCookieName(sessionId)}=${binding}`];
    const query = `state=${state}&sessionId=${sessionId}&after=1&wait=25`;
    const redirected = `/api/auth/wecom/callback?code=authdeny&state=${state}`;
    return {
      request: encodeRequest("GET", `/api/auth/wecom/poll?${query}`, headers),
      publication: callback === undefined
        ? encodeDenial(stored)
        : encodeRequest("GET", redirected, headers),
    };
  }

  const parts = starting.move();
  return {
    port: auth.port,
    pids: [auth, callback].filter((service) => service !== undefined).map(({ pid }) => pid),
    publisher: callback === undefined
      ? { port: redisServer.port, protocol: "redis" }
      : { port: callback.port, protocol: "http" },
    createPolls: (count) => Promise.all(Array.from({ length: count }, createPoll)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function newAttempt(bindingHash: string, redirect: string) {
  return createAttempt({
    sessionId: randomHex(systemRandomBytes, 16),
    state: randomHex(systemRandomBytes, 16),
    flow: "hosted",
    app: "default",
    redirect,
    bindingHash,
    requester: { ip: "127.0.0.1", userAgent: "bench" },
  }, systemClock.now());
}

/** The command with which `callback` changes a record of version 1 to `denied`. */
function encodeDenial({ attempt }: StoredAttempt): Uint8Array {
  const commands: Uint8Array[] = [];
  // The store makes the command; it is not sent here.
  const redis = { compareAndSet: (...write: Write) => commands.push(encodeWrite(write)) };
  const attempts = createAttemptStore({ redis: redis as never, clock: systemClock });
  void attempts.advance({ attempt, version: 1 }, deny(attempt, systemClock.now())!);
  return commands[0]!;
}

type Write = Parameters<Redis["compareAndSet"]>;

function encodeWrite([key, version, value, ttlMs, hint]: Write): Uint8Array {
  const record = formatRecord({ version: version + 1, value });
  const words = ["EVALSHA", compareAndSetScript.sha1, "1", key, version, record, ttlMs]
    .concat(hint!.channel, hint!.message).map(String);
  const encoder = new TextEncoder();
  const parts = words.map((word) => `$${encoder.encode(word).length}\r\n${word}\r\n`);
  return encoder.encode(`*${words.length}\r\n${parts.join("")}`);
}
