import { createClient } from "redis";
import assert from "node:assert/strict";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { checkRedis } from "tools/doctor/checks/redis.ts";
import { createExamined } from "tools/doctor/examined.ts";

Deno.test("a Redis is told with its version, and its hints are tried", async () => {
  const server = await startRedisServer();
  try {
    assert.deepEqual(await look(server.url), ["ok redis"]);
  } finally {
    await server.stop();
  }
});

Deno.test("a Redis user who may not publish is named", async () => {
  const server = await startRedisServer();
  const admin = createClient({ url: server.url });
  try {
    await admin.connect();
    const rights = ["on", ">secret", "~*", "+@all", "resetchannels"];
    await admin.sendCommand(["ACL", "SETUSER", "narrow", ...rights]);
    const found = await look(server.url.replace("redis://", "redis://narrow:secret@"));
    assert.ok(found.some((each) => each.startsWith("fail redis")), found.join());
  } finally {
    admin.destroy();
    await server.stop();
  }
});

async function look(url: string): Promise<string[]> {
  const examined = await createExamined({
    SIMULATORS: "off",
    TOKEN_SIGNING_KEYS_FILE: "unused",
    REDIS_URL: url,
  }, {});
  return (await checkRedis(examined)).map(({ level, id }) => `${level} ${id}`);
}
