import { redisConformance } from "packages/storage/redis/redis_conformance.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

redisConformance("in-memory Redis", () => {
  const clock = createFakeClock();
  const letPass = (ms: number) => Promise.resolve(clock.advance(ms));
  return Promise.resolve({ redis: createInMemoryRedis({ clock }), letPass });
});
