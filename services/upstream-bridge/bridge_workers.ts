import type { ConfigOf } from "packages/platform/config/config.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { driveAccount } from "services/upstream-bridge/accounts/drive_account.ts";
import { createMakeCall } from "services/upstream-bridge/accounts/make_call.ts";
import { createWakeSweeper } from "services/upstream-bridge/accounts/wake_sweeper.ts";
import type { bridgeConfig } from "services/upstream-bridge/config.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { StepAccount } from "services/upstream-bridge/domain/account_machine.ts";
import { createPruner } from "services/upstream-bridge/events/pruner.ts";
import { createPushWorker } from "services/upstream-bridge/pushes/push_worker.ts";
import { accountWake } from "services/upstream-bridge/queues/account_wake.ts";
import { createSendParts } from "services/upstream-bridge/sends/send_worker.ts";

/** How many accounts one process runs at the same time; each has at most one call. */
const ACCOUNT_CONCURRENCY = 8;

/** Creates the work beside the requests. `step` is the machine. */
export function createBridgeWorkers(
  core: BridgeCore,
  { config, randomBytes, step }: {
    readonly config: ConfigOf<[typeof bridgeConfig]>;
    readonly randomBytes: RandomBytes;
    readonly step: StepAccount;
  },
): readonly BackgroundPart[] {
  const { jobs, changes, upstream, callbackAddress, log } = core;
  const driver = {
    ...core,
    ...{ step, randomBytes },
    random: () => new DataView(randomBytes(4).buffer).getUint32(0) / 2 ** 32,
    makeCall: createMakeCall({ client: upstream, callbackAddress, log }),
    monitorIntervalMs: config.MONITOR_INTERVAL_MS,
    hasCallbackAddress: callbackAddress !== undefined,
  };
  const sweeper = createWakeSweeper(core);
  const pruner = createPruner(core, { retentionDays: config.RETENTION_DAYS_BRIDGE_EVENTS });
  return [
    { name: "account changes", ...changes },
    workerPart("accounts", () =>
      jobs.work(accountWake, (job) => driveAccount(driver, job), {
        concurrency: ACCOUNT_CONCURRENCY,
      })),
    {
      name: "account sweeper",
      start() {
        sweeper.start();
        void sweeper.run();
      },
      stop: sweeper.stop,
    },
    createPushWorker(core),
    ...createSendParts(core),
    { name: "pruner", ...pruner },
  ];
}
