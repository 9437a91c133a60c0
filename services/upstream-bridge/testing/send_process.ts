/**
 * A separate process for send_crash_test.ts: it sends what is queued until it is killed.
 * Arguments: address of the database, address of the upstream.
 */
import { systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createBridge } from "services/upstream-bridge/create_bridge.ts";
import { createSendParts } from "services/upstream-bridge/sends/send_worker.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";
import { openSender } from "services/upstream-bridge/testing/open_sender.ts";

const [databaseUrl = "", upstreamUrl = ""] = Deno.args;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const log = createLogger({ level: "error", write: print });
const outside = { clock: systemClock, randomBytes: systemRandomBytes, log };
const { sql } = await openPostgres({ databaseUrl });
const jobs = createJobQueue({ sql, queues: upstreamBridgeService.queues, ...outside });
await jobs.start();
const bridge = createBridge({
  fetch,
  config: loadConfig([processConfig, ...upstreamBridgeService.config], {
    PUBLIC_URL: "http://127.0.0.1:3000",
    PORT: "3000",
  }),
  backends: { sql, redis: createInMemoryRedis({ clock: systemClock }), jobs },
  ...outside,
});
for (const part of createSendParts({ ...openSender(bridge, upstreamUrl), log })) part.start?.();
print("ready");
