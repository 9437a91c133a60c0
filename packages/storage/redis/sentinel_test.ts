import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";

Deno.test("with sentinels the client uses the new master after a failover", async () => {
  const master = await startRedisServer();
  const replicaof = ["replicaof", `127.0.0.1 ${master.port}`] as const;
  const replica = await startRedisServer({ config: [replicaof] });
  const sentinel = await startSentinel(master.port);
  const unused = freePort();
  const url = `redis+sentinel://127.0.0.1:${unused},127.0.0.1:${sentinel.port}/main`;
  const log = createLogger({ level: "error" });
  const redis = openRedis({ url, randomBytes: systemRandomBytes, log });
  try {
    let resubscribed = 0;
    const received: string[] = [];
    await redis.subscribe("channel", {
      onMessage: (message) => void received.push(message),
      onResubscribed: () => void (resubscribed += 1),
    });
    await redis.compareAndSet("record", 0, "kept", 60_000);
    // Before the master ends, the sentinel must know the replica, and the replica must have the record.
    await eventually(async () => {
      assert.match(await cli(sentinel.port, "SENTINEL", "REPLICAS", "main"), /slave-priority/);
      assert.match(await cli(replica.port, "GET", "record"), /kept/);
    }, { withinMs: 120_000 });
    await master.kill("SIGKILL");
    const hint = { channel: "channel", message: "moved" };
    await eventually(
      async () => assert.equal(await redis.compareAndSet("record", 1, "new", 60_000, hint), true),
      { withinMs: 120_000 },
    );
    assert.match(await cli(replica.port, "ROLE"), /^master/);
    await eventually(() => assert.ok(resubscribed >= 1));
    await redis.publish("channel", "last");
    await eventually(() => assert.equal(received.at(-1), "last"));
  } finally {
    await redis.close();
    await Promise.all([sentinel.stop(), replica.stop(), master.stop()]);
  }
});

async function startSentinel(masterPort: number) {
  const dir = await Deno.makeTempDir({ prefix: "wecom-stack-sentinel-" });
  const port = freePort();
  const file = `${dir}/sentinel.conf`;
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${dir}`,
    `sentinel monitor main 127.0.0.1 ${masterPort} 1`,
    "sentinel down-after-milliseconds main 2000",
    "sentinel failover-timeout main 3000",
  ];
  await Deno.writeTextFile(file, lines.join("\n") + "\n");
  const child = new Deno.Command("redis-server", {
    args: [file, "--sentinel"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    port,
    async stop() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function cli(port: number, ...args: string[]): Promise<string> {
  const output = await new Deno.Command("redis-cli", { args: ["-p", String(port), ...args] })
    .output();
  return new TextDecoder().decode(output.stdout);
}
