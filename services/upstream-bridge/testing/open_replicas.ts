import type { Sql } from "postgres";
import { processConfig } from "packages/platform/config/process_config.ts";
import { type Clock, systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import { upstreamPushConfig } from "packages/upstream_push/config.ts";
import { webhookConfig } from "packages/webhooks/config.ts";
import { bridgeConfig } from "services/upstream-bridge/config.ts";
import { createBridge } from "services/upstream-bridge/create_bridge.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";
import { openEmptyDatabase } from "services/upstream-bridge/testing/shared_database.ts";

/** A running clock that tests can advance. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** Replicas of the bridge on one database. */
export interface Replicas {
  readonly sql: Sql;
  readonly redis: Redis;
  readonly clock: TestClock;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Opens a replica with its own connections and queue. No worker runs. */
  open(
    env?: Readonly<Record<string, string>>,
    fetch?: typeof globalThis.fetch,
  ): Promise<BridgeCore>;
  stop(): Promise<void>;
}

/** Opens an empty database for replicas. `env` is for all of them. */
export async function openReplicas(env: Readonly<Record<string, string>> = {}): Promise<Replicas> {
  const clock = createTestClock();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(JSON.parse(line)) });
  const database = await openEmptyDatabase();
  const redis = createInMemoryTestRedis(clock);
  const closing: (() => Promise<void>)[] = [];

  return {
    ...{ sql: database.sql, redis, clock, log: lines },
    async open(more = {}, fetch = globalThis.fetch) {
      const { sql, close } = await openPostgres({ databaseUrl: database.url });
      const jobs = createJobQueue({
        ...{ sql, queues: upstreamBridgeService.queues, log, randomBytes: systemRandomBytes },
        // Jobs are due by the database's clock, which tests do not advance.
        clock: systemClock,
      });
      await jobs.start();
      const bridge = createBridge({
        config: loadConfig([processConfig, webhookConfig, upstreamPushConfig, bridgeConfig], {
          ...{ PORT: "3003", PUBLIC_URL: "http://127.0.0.1:3003" },
          ...env,
          ...more,
        }),
        backends: { sql, redis, jobs },
        clock,
        randomBytes: systemRandomBytes,
        log,
        fetch,
      });
      await bridge.changes.start();
      closing.push(async () => {
        await bridge.changes.stop();
        await jobs.stop();
        await close();
      });
      return bridge;
    },
    async stop() {
      for (const close of closing.toReversed()) await close();
      await redis.close();
    },
  };
}

function createTestClock(): TestClock {
  let shiftMs = 0;
  return { now: () => Date.now() + shiftMs, advance: (ms) => void (shiftMs += ms) };
}
