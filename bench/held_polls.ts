// Holds polls on one auth process, releases them through Redis, and prints latency and memory.
//   deno task bench:polls [polls=1000] [releases per second=500]
import { createAttempt, deny } from "packages/login/transitions.ts";
import { createAttemptStore, type StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName } from "packages/login/binding.ts";
import { systemClock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { createLogger } from "packages/platform/log.ts";
import { randomHex, randomSecret, systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { openPollClient } from "bench/poll_client.ts";
import { startAuth } from "bench/start_auth.ts";

const polls = Number(Deno.args[0] ?? 1000);
const perSecond = Number(Deno.args[1] ?? 500);
const WAVES = 3;
const waitingBytes: number[] = [];

const redisServer = await startRedisServer();
const auth = await startAuth(redisServer.url);
const redis = openRedis({
  url: redisServer.url,
  randomBytes: systemRandomBytes,
  log: createLogger({ level: "error" }),
});
const attempts = createAttemptStore({ redis, clock: systemClock });
const clients = await Promise.all(Array.from({ length: polls }, () => openPollClient(auth.port)));

try {
  const idle = await auth.residentBytes();
  for (let wave = 1; wave <= WAVES; wave += 1) {
    const latencies = await runWave(wave);
    report(wave, latencies, idle);
  }
} finally {
  for (const client of clients) client.close();
  await redis.close();
  await auth.stop();
  await redisServer.stop();
}

async function createHeld(): Promise<{ stored: StoredAttempt; cookie: string }> {
  const binding = randomSecret(systemRandomBytes);
  const attempt = createAttempt({
    sessionId: randomHex(systemRandomBytes, 16),
    state: randomHex(systemRandomBytes, 16),
    flow: "own",
    app: "default",
    redirect: "/",
    bindingHash: sha256Hex(binding),
    requester: { ip: "127.0.0.1", userAgent: "bench" },
  }, systemClock.now());
  const stored = await attempts.create(attempt);
  return { stored, cookie: `${bindingCookieName(attempt.sessionId)}=${binding}` };
}

async function runWave(wave: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: polls }, createHeld));
  const answers = held.map(({ stored, cookie }, index) => {
    const { state, sessionId } = stored.attempt;
    return clients[index]!.send(
      `/api/auth/wecom/poll?state=${state}&sessionId=${sessionId}&after=1&wait=25`,
      cookie,
    );
  });
  // All polls wait when Redis has answered their first reads: a status read after them is answered last.
  const last = held.at(-1)!;
  const probe = await openPollClient(auth.port);
  const { state, sessionId } = last.stored.attempt;
  await probe.send(`/api/auth/wecom/status?state=${state}&sessionId=${sessionId}`, last.cookie);
  probe.close();
  waitingBytes[wave] = await auth.residentBytes();

  const startedAt = performance.now();
  const latencies = held.map(async ({ stored }, index) => {
    const due = startedAt + index * 1000 / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const publishedAt = performance.now();
    await attempts.advance(stored, deny(stored.attempt, systemClock.now())!);
    const { at, status, body } = await answers[index]!;
    if (status !== 200 || !body.includes('"denied"')) throw new Error(`Lost: ${status} ${body}`);
    return at - publishedAt;
  });
  return await Promise.all(latencies);
}

function report(wave: number, latencies: number[], idle: number): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  const perPoll = (waitingBytes[wave]! - idle) / polls / 1024;
  // deno-lint-ignore no-console -- the result
  console.log(
    `wave ${wave}: ${polls} polls released at ${perSecond}/s: p50 ${at(0.5).toFixed(2)} ms, ` +
      `p99 ${at(0.99).toFixed(2)} ms, max ${at(1).toFixed(2)} ms; ` +
      `resident ${mebibytes(idle)} idle, ${mebibytes(waitingBytes[wave]!)} waiting = ${
        perPoll.toFixed(1)
      } KiB a poll`,
  );
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
