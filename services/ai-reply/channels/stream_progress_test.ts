import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createStreamProgress } from "services/ai-reply/channels/stream_progress.ts";

/** Shows one text, and returns what is in the stream after it. */
async function showOnce(text: string): Promise<string | undefined> {
  const redis = createInMemoryRedis({ clock: createFakeClock() });
  const progress = createStreamProgress({ redis, log, mayShow: () => true }, "s1");
  progress.show(text);
  await progress.stop();
  const value = (await redis.get("ai_reply:stream:s1"))?.value;
  await redis.close();
  return value === undefined ? undefined : JSON.parse(value).text;
}

Deno.test("half a mark is not shown, and words in angle brackets stay words", async () => {
  assert.equal(await showOnce("价格：**80"), "价格：");
  assert.equal(await showOnce("价格：**80**~120元，请回复<na"), "价格：**80**~120元，请回复");
  assert.equal(await showOnce("请回复<name>，谢谢"), "请回复＜name＞，谢谢");
  assert.equal(await showOnce("**"), undefined);
});

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
