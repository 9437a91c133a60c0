import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";

let server: RedisServer;
Deno.test.beforeAll(async () => {
  server = await startRedisServer();
  await redisCli(server.port, "ACL", "SETUSER", "locked", "on", ">right", "+@all", "~*", "&*");
});
Deno.test.afterAll(() => server.stop());

/** Opens the address, and returns the problem that the check reports and the one in the log. */
async function problemOf(url: string): Promise<{ checked: string; logged: string[] }> {
  const logged: string[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line).reason);
  const log = createLogger({ level: "warn", write });
  const redis = openRedis({ url, randomBytes: systemRandomBytes, log });
  try {
    let checked = "";
    await eventually(async () => {
      await assert.rejects(redis.check(), (error: Error) => {
        assert.ok(error instanceof RedisUnavailableError);
        checked = error.message;
        return true;
      });
      assert.ok(logged.length > 0 || /unknown command/.test(checked));
    });
    for (const text of [checked, ...logged]) assert.doesNotMatch(text, /hunter2|\n\s+at /);
    return { checked, logged };
  } finally {
    await redis.close();
  }
}

const local = (port: number, scheme = "redis") => `${scheme}://127.0.0.1:${port}`;

Deno.test("a Redis that cannot be used is described with the next step, once in the log and in each check", async () => {
  for (
    const [url, expected] of [
      [
        local(freePort()),
        /^Cannot use Redis: connect ECONNREFUSED .*Start Redis, or correct host and port/,
      ],
      [
        `redis://locked:hunter2@127.0.0.1:${server.port}`,
        /WRONGPASS .*Correct user and password in REDIS_URL/,
      ],
      [`redis://:hunter2@127.0.0.1:${server.port}`, /no password: remove it from REDIS_URL/],
      [local(server.port, "rediss"), /may not speak TLS at this port: use redis:\/\//],
      [`${local(server.port)}/99`, /index is out of range.*number of the database/],
      [`${local(server.port, "redis+sentinel")}/mymaster`, /This is Redis itself, not a sentinel/],
    ] as const
  ) {
    const { checked, logged } = await problemOf(url);
    assert.match(checked, expected);
    assert.equal(new Set(logged).size, 1, logged.join("; "));
  }
});

Deno.test("a Redis that demands a password is described as such", async () => {
  const locked = await startRedisServer();
  try {
    await redisCli(locked.port, "CONFIG", "SET", "requirepass", "right");
    assert.match((await problemOf(locked.url)).checked, /Put the password into REDIS_URL/);
  } finally {
    await locked.stop();
  }
});

Deno.test("a Redis Cluster is refused, although a part of its keys would work", async () => {
  const cluster = await startRedisServer({ config: [["cluster-enabled", "yes"]] });
  try {
    const { checked } = await problemOf(cluster.url);
    assert.match(checked, /this is a Redis Cluster\. Use one server, or Sentinel/);
  } finally {
    await cluster.stop();
  }
});

Deno.test("a sentinel that does not know the master's name, and one that is used as a server, are described", async () => {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const file = `${folder}/sentinel.conf`;
  await Deno.writeTextFile(
    file,
    `port ${port}\nsentinel monitor known 127.0.0.1 ${server.port} 1\n`,
  );
  const sentinel = new Deno.Command("redis-server", {
    args: [file, "--sentinel"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await eventually(async () => (await Deno.connect({ port, hostname: "127.0.0.1" })).close());
    const unknown = await problemOf(`${local(port, "redis+sentinel")}/other`);
    assert.match(unknown.checked, /does not know the name other\. Correct the name of the master/);
    assert.match((await problemOf(local(port))).checked, /for a sentinel use redis\+sentinel:/);
  } finally {
    sentinel.kill("SIGKILL");
    await sentinel.status;
    await Deno.remove(folder, { recursive: true });
  }
});

async function redisCli(port: number, ...args: string[]): Promise<void> {
  const command = new Deno.Command("redis-cli", { args: ["-p", String(port), ...args] });
  assert.ok((await command.output()).success);
}
