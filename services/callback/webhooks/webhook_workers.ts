import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import type { Job, JobQueue } from "packages/storage/jobs/job_queue.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import type { Sql } from "postgres";
import {
  type AfterAttempt,
  hastenDeliveries,
  readWaiting,
  recordAttempt,
  recordDelivery,
} from "services/callback/webhooks/delivery_store.ts";
import { createReceiverPace, type ReceiverPace } from "services/callback/webhooks/receiver_pace.ts";
import { retryAfterMs } from "services/callback/webhooks/retry_schedule.ts";
import type { Receiver } from "services/callback/webhooks/receiver.ts";
import { type AttemptOutcome, sendWebhook } from "services/callback/webhooks/send_webhook.ts";
import { webhookAttempt } from "services/callback/webhooks/webhook_attempt.ts";

const RECORDED_AT_ONCE = 4;
const SENT_AT_ONCE = 20;
const HASTENED_AT_ONCE = 200;
const GONE = 410;

/** What the workers need. */
export interface WebhookWorkerDeps {
  readonly sql: Sql;
  readonly jobs: JobQueue;
  readonly fetch: typeof fetch;
  /** Undefined: `WEBHOOK_URL` is not set. */
  readonly receiver: Receiver | undefined;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}

/** Records the events of all services, and sends them to the receiver. */
export function webhookParts(deps: WebhookWorkerDeps): readonly BackgroundPart[] {
  const { jobs, clock } = deps;
  const pace = createReceiverPace();
  return [
    workerPart("webhook recorder", () =>
      jobs.work(
        webhookDeliver,
        ({ payload }) => recordDelivery(deps, payload, clock.now()),
        { concurrency: RECORDED_AT_ONCE },
      )),
    workerPart("webhook sender", () =>
      jobs.work(
        webhookAttempt,
        ({ payload, signal }) => attempt(deps, pace, { ...payload, signal }),
        { concurrency: SENT_AT_ONCE },
      )),
  ];
}

/** Tries a delivery once, if it is still waiting, and records what follows. */
async function attempt(
  deps: WebhookWorkerDeps,
  pace: ReceiverPace,
  { deliveryId, signal }: { readonly deliveryId: string } & Pick<Job<unknown>, "signal">,
): Promise<void> {
  const { sql, receiver, clock, randomBytes, log } = deps;
  await pace.enter(signal);
  const delivery = await readWaiting(sql, deliveryId);
  if (delivery === undefined) return;
  const startedAt = clock.now();
  const outcome = receiver === undefined
    ? NOT_CONFIGURED
    : await sendWebhook(deps, receiver, delivery, signal);
  const now = clock.now();
  const after = decide(outcome, now - delivery.triedSince.getTime(), randomBytes);
  await recordAttempt(deps, deliveryId, outcome, after, { startedAt, now });
  const { type } = delivery;
  if (after.state === "failed" || after.state === "gone") {
    log.error("webhook_not_delivered", {
      id: deliveryId,
      type,
      state: after.state,
      error: outcome.error,
    });
  }
  const report = pace.report(outcome.isDelivered);
  if (report === "down") log.warn("webhook_receiver_down", { error: outcome.error });
  if (report === "back") {
    log.info("webhook_receiver_back");
    await hastenAll(deps, signal);
  }
}

const NOT_CONFIGURED: AttemptOutcome = {
  isDelivered: false,
  status: null,
  durationMs: 0,
  error: "WEBHOOK_URL is not set for the service callback",
};

function decide(
  { isDelivered, status, askedMs }: AttemptOutcome,
  triedForMs: number,
  randomBytes: RandomBytes,
): AfterAttempt {
  if (isDelivered) return { state: "delivered" };
  if (status === GONE) return { state: "gone" };
  const pauseMs = retryAfterMs({ triedForMs, random: randomBytes(1)[0]! / 255, askedMs });
  return pauseMs === undefined ? { state: "failed" } : { state: "waiting", pauseMs };
}

/** The receiver is back: what waits for a later attempt starts now. */
async function hastenAll(deps: WebhookWorkerDeps, signal: AbortSignal): Promise<void> {
  const now = deps.clock.now();
  for (let count = HASTENED_AT_ONCE; count === HASTENED_AT_ONCE && !signal.aborted;) {
    count = await hastenDeliveries(deps, { now, limit: HASTENED_AT_ONCE });
  }
}
