/**
 * A separate process for push_crash_test.ts: it handles callbacks and kills itself at a moment: `written`, before its
 * transaction ends, or `committed`, before its job ends. Arguments: address of the database, the moment.
 */
import { systemClock } from "packages/platform/clock.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createJobQueue } from "packages/storage/jobs/postgres_job_queue.ts";
import { quietLog as log } from "packages/storage/jobs/testing/test_jobs.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { createInMemoryRedis } from "packages/storage/redis/in_memory_redis.ts";
import { createBridge } from "services/upstream-bridge/create_bridge.ts";
import type { PushDeps } from "services/upstream-bridge/pushes/push_deps.ts";
import { createPushWorker } from "services/upstream-bridge/pushes/push_worker.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";

const [databaseUrl = "", moment = ""] = Deno.args;
const die = () => Deno.kill(Deno.pid, "SIGKILL");
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
const appendEvent: PushDeps["appendEvent"] = async (tx, event) => {
  const seq = await bridge.appendEvent(tx, event);
  if (moment === "written") die();
  return seq;
};
const changes = { ...bridge.changes, publish: die };
createPushWorker({ ...bridge, appendEvent, changes }).start!();
