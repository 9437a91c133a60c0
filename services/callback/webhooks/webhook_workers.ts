import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import { workerPart } from "packages/storage/jobs/worker_part.ts";
import { webhookDeliver, type WebhookMessage } from "packages/webhooks/webhook_deliver.ts";
import type { Sql } from "postgres";
import {
  type AfterAttempt,
  hastenDeliveries,
  readWaiting,
  recordAttempt,
  recordDelivery,
  type WaitingDelivery,
} from "services/callback/webhooks/delivery_store.ts";
import { createReceiverPace, type ReceiverPace } from "services/callback/webhooks/receiver_pace.ts";
import { retryAfterMs } from "services/callback/webhooks/retry_schedule.ts";
import type { Receiver } from "services/callback/webhooks/receiver.ts";
import { type AttemptOutcome, sendWebhook } from "services/callback/webhooks/send_webhook.ts";
import { webhookAttempt } from "services/callback/webhooks/webhook_attempt.ts";

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
  const { jobs } = deps;
  const pace = createReceiverPace();
  return [
    workerPart("webhook recorder", () =>
      jobs.work(
        webhookDeliver,
        ({ payload, signal }) => receive(deps, pace, payload, signal),
        { concurrency: SENT_AT_ONCE },
      )),
    workerPart("webhook sender", () =>
      jobs.work(
        webhookAttempt,
        ({ payload, signal }) => attemptRecorded(deps, pace, payload.deliveryId, signal),
        { concurrency: SENT_AT_ONCE },
      )),
  ];
}

/** Records an event and tries it at once. While the receiver is down it is only recorded, with a wake-up. */
async function receive(
  deps: WebhookWorkerDeps,
  pace: ReceiverPace,
  message: WebhookMessage,
  signal: AbortSignal,
): Promise<void> {
  const now = deps.clock.now();
  const isLater = pace.isDown;
  const isNew = await recordDelivery(deps, message, { now, isLater });
  // The process was killed before it recorded the attempt: there is no wake-up yet.
  if (!isNew) return await attemptRecorded(deps, pace, message.id, signal);
  if (!isLater) await attempt(deps, pace, { ...message, triedSince: new Date(now) }, signal);
}

/** Tries a delivery once, if it is still waiting. */
async function attemptRecorded(
  deps: WebhookWorkerDeps,
  pace: ReceiverPace,
  deliveryId: string,
  signal: AbortSignal,
): Promise<void> {
  await pace.enter(signal);
  const delivery = await readWaiting(deps.sql, deliveryId);
  if (delivery !== undefined) await attempt(deps, pace, delivery, signal);
}

/** Sends an event once, and records what follows. */
async function attempt(
  deps: WebhookWorkerDeps,
  pace: ReceiverPace,
  delivery: WaitingDelivery,
  signal: AbortSignal,
): Promise<void> {
  const { receiver, clock, randomBytes, log } = deps;
  const { id, type } = delivery;
  const startedAt = clock.now();
  const outcome = receiver === undefined
    ? NOT_CONFIGURED
    : await sendWebhook(deps, receiver, delivery, signal);
  const now = clock.now();
  const after = decide(outcome, now - delivery.triedSince.getTime(), randomBytes);
  await recordAttempt(deps, id, outcome, after, { startedAt, now });
  if (after.state === "failed" || after.state === "gone") {
    log.error("webhook_not_delivered", {
      id,
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
