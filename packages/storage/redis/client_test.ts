import assert from "node:assert/strict";
import { withDeadline } from "packages/platform/deadline.ts";
import { createLogger } from "packages/platform/log.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { openRedis, type RedisOptions } from "packages/storage/redis/client.ts";
import { redisConformance } from "packages/storage/redis/redis_conformance.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

const LONG_MS = 60_000;
/** For clients whose commands must not time out on a busy machine. */
const PATIENT_MS = 30_000;
let server: RedisServer | undefined;
let url = Deno.env.get("TEST_REDIS_URL") ?? "";

Deno.test.beforeAll(async () => {
  if (url !== "") return;
  server = await startRedisServer();
  url = server.url;
});
Deno.test.afterAll(() => server?.stop());

redisConformance("Redis", async () => {
  const prefix = `test-${randomHex(systemRandomBytes, 8)}:`;
  const redis = open(url, { prefix, commandTimeoutMs: PATIENT_MS });
  await eventually(() => redis.check());
  return { redis, letPass: (ms) => shortenTimesToLive(prefix, ms) };
});

Deno.test("clients with different prefixes share neither keys nor messages", async () => {
  await using first = disposable(open(url, { prefix: `a${randomHex(systemRandomBytes, 8)}:` }));
  await using second = disposable(open(url, { prefix: `b${randomHex(systemRandomBytes, 8)}:` }));
  const messages = await collect(second.redis, "channel");
  await first.redis.compareAndSet("key", 0, "x", LONG_MS, { channel: "channel", message: "1" });
  await first.redis.publish("channel", "2");
  assert.equal(await second.redis.get("key"), undefined);
  await second.redis.publish("channel", "3");
  await eventually(() => assert.deepEqual(messages.received, ["3"]));
});

Deno.test("without Redis the client opens at once, rejects soon, and works when Redis starts", async () => {
  const port = freePort();
  await using late = disposable(open(`redis://127.0.0.1:${port}`));
  const startedAtMs = performance.now();
  const checked = assert.rejects(late.redis.check(), RedisUnavailableError);
  const messages = await collect(late.redis, "channel");
  await checked;
  assert.ok(performance.now() - startedAtMs < 20_000);
  const lastingMs = performance.now();
  await assert.rejects(late.redis.get("key"), RedisUnavailableError);
  assert.ok(performance.now() - lastingMs < 1_500, "a command does not wait in a long outage");

  const started = await startRedisServer({ port });
  try {
    await eventually(() => late.redis.check());
    await eventually(() => assert.equal(messages.resubscribed, 1));
    await late.redis.publish("channel", "hello");
    await eventually(() => assert.deepEqual(messages.received, ["hello"]));
  } finally {
    await started.stop();
  }
});

Deno.test("after Redis is killed and restarted the client reconnects and notifies its subscribers", async () => {
  const own = await startRedisServer({ appendOnly: true });
  try {
    await using client = disposable(open(own.url));
    const messages = await collect(client.redis, "channel");
    const readOnReturn: Promise<unknown>[] = [];
    await client.redis.subscribe("channel", {
      onMessage() {},
      onResubscribed: () => void readOnReturn.push(client.redis.get("record")),
    });
    await client.redis.compareAndSet("record", 0, "kept", LONG_MS);
    await own.kill("SIGKILL");
    await assert.rejects(client.redis.get("record"), RedisUnavailableError);
    await assert.rejects(client.redis.check(), RedisUnavailableError);
    await own.restart();
    await eventually(() => assert.equal(readOnReturn.length, 1));
    assert.deepEqual(await readOnReturn[0], { version: 1, value: "kept" });
    await client.redis.check();
    assert.equal(messages.resubscribed, 1);
    const hint = { channel: "channel", message: "2" };
    assert.equal(await client.redis.compareAndSet("record", 1, "new", LONG_MS, hint), true);
    await eventually(() => assert.deepEqual(messages.received, ["2"]));
  } finally {
    await own.stop();
  }
});

Deno.test("after its connections are cut the client reconnects: commands wait, subscriptions return", async () => {
  const own = await startRedisServer();
  try {
    await using client = disposable(open(own.url));
    const messages = await collect(client.redis, "channel");
    for (let cut = 1; cut <= 3; cut += 1) {
      await redisCli(own, "CLIENT", "KILL", "TYPE", "pubsub");
      await eventually(() => assert.equal(messages.resubscribed, cut));
      await client.redis.publish("channel", String(cut));
      await eventually(() => assert.equal(messages.received.at(-1), String(cut)));
    }
    await redisCli(own, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await eventually(() => client.redis.check());
    await redisCli(own, "SCRIPT", "FLUSH");
    assert.equal(await client.redis.incrementWithTtl("count", LONG_MS), 1);
  } finally {
    await own.stop();
  }
});

Deno.test("commands to a hanging Redis fail after the time-out, and succeed when it continues", async () => {
  const own = await startRedisServer();
  try {
    await using client = disposable(open(own.url, { commandTimeoutMs: 1_500 }));
    const messages = await collect(client.redis, "channel");
    await eventually(() => client.redis.check());
    await eventually(async () => {
      await client.redis.compareAndSet("record", 0, "kept", LONG_MS);
      assert.equal((await client.redis.get("record"))?.value, "kept");
    });
    await own.kill("SIGSTOP");
    const startedAtMs = performance.now();
    await assert.rejects(client.redis.get("record"), RedisUnavailableError);
    assert.ok(performance.now() - startedAtMs < 20_000);
    await own.kill("SIGCONT");
    await eventually(() => client.redis.check());
    assert.equal((await client.redis.get("record"))?.value, "kept");
    await client.redis.publish("channel", "still here");
    await eventually(() => assert.deepEqual(messages.received, ["still here"]));
  } finally {
    await own.stop();
  }
});

Deno.test("a heartbeat notices a subscription that gets no messages, and it is renewed", async () => {
  const own = await startRedisServer();
  const proxy = startTcpProxy(own.port);
  try {
    const at = `redis://127.0.0.1:${proxy.port}`;
    await using client = disposable(open(at, { heartbeatEveryMs: 400 }));
    const messages = await collect(client.redis, "channel");
    const connection = await pubsubClientId(own);
    await eventually(async () => {
      const statistics = await redisCli(own, "INFO", "commandstats");
      assert.match(statistics, /cmdstat_publish:calls=([4-9]|[1-9][0-9])/);
    });
    assert.equal(
      await pubsubClientId(own),
      connection,
      "while heartbeats arrive the connection stays",
    );
    proxy.dropAnswersTo("SUBSCRIBE");
    await client.redis.publish("channel", "dropped");
    await eventually(() => assert.equal(messages.resubscribed, 1));
    await client.redis.publish("channel", "again");
    await eventually(() => assert.deepEqual(messages.received, ["again"]));
  } finally {
    await proxy.stop();
    await own.stop();
  }
});

Deno.test("a client leaves a server that becomes a replica but keeps its connections", async () => {
  const old = await startRedisServer();
  const master = await startRedisServer();
  let port = old.port;
  const proxy = startTcpProxy(() => port);
  try {
    await using client = disposable(open(`redis://127.0.0.1:${proxy.port}`));
    await eventually(() => client.redis.check());
    await redisCli(old, "REPLICAOF", "127.0.0.1", String(master.port));
    port = master.port;
    await assert.rejects(client.redis.setNxPx("lock", "lost", LONG_MS), /READONLY/);
    await eventually(() => client.redis.setNxPx("lock", "kept", LONG_MS), { withinMs: 20_000 });
    assert.match(await redisCli(master, "GET", "lock"), /^kept/);
  } finally {
    await proxy.stop();
    await Promise.all([old.stop(), master.stop()]);
  }
});

for (
  const [state, command, back, answer] of [
    ["a replica", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], "READONLY"],
    ["full", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"], "OOM"],
    [
      "without its replicas",
      ["CONFIG", "SET", "min-replicas-to-write", "1"],
      ["CONFIG", "SET", "min-replicas-to-write", "0"],
      "NOREPLICAS",
    ],
  ] as const
) {
  Deno.test(`Redis answers but takes no writes, because it is ${state}: check and writes reject, and later work`, async () => {
    const own = await startRedisServer();
    try {
      await using client = disposable(open(own.url));
      await client.redis.check();
      await client.redis.compareAndSet("record", 0, "kept", LONG_MS);
      await redisCli(own, ...command);
      for (
        const write of [
          () => client.redis.check(),
          () => client.redis.compareAndSet("record", 1, "new", LONG_MS),
          () => client.redis.incrementWithTtl("count", LONG_MS),
          () => client.redis.setNxPx("lock", "x", LONG_MS),
        ]
      ) {
        await assert.rejects(write, (error: Error) => {
          assert.ok(error instanceof RedisUnavailableError);
          assert.match(error.message, new RegExp(`^Cannot use Redis: .*${answer}`));
          return true;
        });
        // After READONLY the client connects again.
        await eventually(async () => assert.ok(await client.redis.get("record")));
      }
      await redisCli(own, ...back);
      await eventually(() => client.redis.check());
      assert.equal(await client.redis.compareAndSet("record", 1, "new", LONG_MS), true);
    } finally {
      await own.stop();
    }
  });
}

Deno.test("a subscription closes at once while Redis is away", async () => {
  const own = await startRedisServer();
  const lost = Promise.withResolvers<void>();
  const write = (line: string) => {
    const { event, use } = JSON.parse(line);
    if (event === "redis_connection_lost" && use === "subscriptions") lost.resolve();
  };
  const log = createLogger({ level: "warn", write });
  try {
    await using client = disposable(open(own.url, { log, commandTimeoutMs: PATIENT_MS }));
    const subscriber = { onMessage() {}, onResubscribed() {} };
    const subscription = await client.redis.subscribe("channel", subscriber);
    await own.kill("SIGKILL");
    await lost.promise;
    const closed = subscription.close().then(() => "closed");
    assert.equal(await withDeadline(closed, PATIENT_MS / 2, "still waiting"), "closed");
  } finally {
    await own.stop();
  }
});

function open(at: string, options: Partial<RedisOptions> = {}): Redis {
  const log = createLogger({ level: "error" });
  return openRedis({ url: at, randomBytes: systemRandomBytes, log, ...options });
}

function disposable(redis: Redis) {
  return { redis, [Symbol.asyncDispose]: () => redis.close() };
}

async function collect(redis: Redis, channel: string) {
  const seen = { received: [] as string[], resubscribed: 0 };
  await redis.subscribe(channel, {
    onMessage: (message) => void seen.received.push(message),
    onResubscribed: () => void (seen.resubscribed += 1),
  });
  return seen;
}

async function redisCli(at: Pick<RedisServer, "url">, ...args: string[]): Promise<string> {
  const command = new Deno.Command("redis-cli", { args: ["-u", at.url, ...args] });
  return new TextDecoder().decode((await command.output()).stdout);
}

/** Redis has no clock to move, so this subtracts `ms` from the time to live of each key. */
async function shortenTimesToLive(prefix: string, ms: number): Promise<void> {
  const script = `
    for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
      local left = redis.call('PTTL', key)
      if left >= 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[2])) end
    end
    return 'shortened'`;
  const reply = await redisCli({ url }, "EVAL", script, "0", prefix, String(ms));
  assert.equal(reply.trim(), "shortened");
}

async function pubsubClientId(at: RedisServer): Promise<string | undefined> {
  return /id=([0-9]+)/.exec(await redisCli(at, "CLIENT", "LIST", "TYPE", "pubsub"))?.[1];
}
