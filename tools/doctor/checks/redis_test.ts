import { createClient } from "@redis/client";
import assert from "node:assert/strict";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { checkRedis } from "tools/doctor/checks/redis.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";

Deno.test("a Redis that works and publishes messages has no problem", async () => {
  const server = await startRedisServer();
  try {
    assert.deepEqual(await look(server.url), ["ok redis"]);
  } finally {
    await server.stop();
  }
});

Deno.test("a Redis user without the right to publish is reported", async () => {
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
  const deployment = await loadDeployment({
    SIMULATORS: "off",
    TOKEN_SIGNING_KEYS_FILE: "unused",
    REDIS_URL: url,
  }, {});
  return [await checkRedis(deployment)].flat().map(({ level, id }) => `${level} ${id}`);
}
