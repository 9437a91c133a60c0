import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createStreamProgress } from "services/ai-reply/channels/stream_progress.ts";

const log = createLogger({ level: "error", write: () => {} });

Deno.test("a text with a sensitive word is never written to the stream, and is checked only per write", async () => {
  const redis = createInMemoryRedis({ clock: createFakeClock() });
  let asked = 0;
  const mayShow = (text: string) => {
    asked += 1;
    return !text.includes("违禁");
  };
  const progress = createStreamProgress({ redis, log, mayShow }, "s1");
  const shown = async () => (await redis.get("ai_reply:stream:s1"))?.value;
  progress.show("好的");
  await eventually(async () => assert.match(await shown() ?? "", /好的/));
  for (let length = 1; length <= 1_000; length += 1) progress.show("好的违禁".slice(0, length + 2));
  await eventually(() => assert.equal(asked, 2));
  await progress.stop();
  assert.doesNotMatch(await shown() ?? "", /违/);
  assert.ok(asked <= 3, String(asked));
  await redis.close();
});
