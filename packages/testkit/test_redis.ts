import type { Clock } from "packages/platform/clock.ts";
import { createLogger } from "packages/platform/log.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";

/** Real Redis for one test file. */
export interface TestRedis {
  /** Opens a client with its own prefix for keys and messages. The caller closes it. */
  open(): Promise<Redis>;
  /** Ends the server if it was started for this file. */
  stop(): Promise<void>;
}

/** Uses the Redis at `TEST_REDIS_URL`, or starts one. */
export async function createTestRedis(): Promise<TestRedis> {
  const given = Deno.env.get("TEST_REDIS_URL");
  const server: RedisServer | undefined = given === undefined
    ? await startRedisServer()
    : undefined;
  return {
    async open() {
      const redis = openRedis({
        url: given ?? server!.url,
        prefix: `test-${randomHex(systemRandomBytes, 8)}:`,
        randomBytes: systemRandomBytes,
        log: createLogger({ level: "error" }),
        // Long enough for busy machines: no test expects a command to time out.
        commandTimeoutMs: 30_000,
      });
      await redis.check();
      return redis;
    },
    stop: async () => await server?.stop(),
  };
}

/** In-memory Redis that uses the test's clock. */
export function createInMemoryTestRedis(clock: Clock): Redis {
  return createInMemoryRedis({ clock });
}
