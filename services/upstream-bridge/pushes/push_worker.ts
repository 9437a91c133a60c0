import { upstreamPush } from "packages/events/upstream_push.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { handlePush } from "services/upstream-bridge/pushes/handle_push.ts";
import type { PushDeps } from "services/upstream-bridge/pushes/push_deps.ts";

/** Callbacks of different accounts at the same time; those of one account run one after the other. */
const CONCURRENCY = 4;

/** The worker of `upstream.push`. */
export function createPushWorker(deps: PushDeps): BackgroundPart {
  return workerPart(
    "callbacks of the upstream",
    () =>
      deps.jobs.work(upstreamPush, ({ payload }) => handlePush(deps, payload), {
        concurrency: CONCURRENCY,
      }),
  );
}
