import type { Actor, Audit } from "packages/events/audit.ts";
import { redactText } from "packages/platform/redact.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { Sql } from "postgres";
import { webhookError } from "services/callback/errors.ts";
import { replayDelivery } from "services/callback/webhooks/delivery_store.ts";

/** What is needed to act on webhooks. */
export interface WebhookControlDeps {
  readonly sql: Sql;
  readonly jobs: JobQueue;
  readonly webhooks: Webhooks;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly nextId: () => string;
}

/**
 * Sends an event again, as a person asked, with the same id.
 * @throws AppError 404 when there is no such event, 409 when `WEBHOOK_URL` is not set
 */
export async function replayWebhook(
  deps: WebhookControlDeps,
  id: string,
  by: Actor,
): Promise<void> {
  const { sql, webhooks, audit, clock } = deps;
  if (!webhooks.isEnabled) throw webhookError("webhook_not_configured");
  await sql.begin(async (tx) => {
    const type = await replayDelivery(deps, tx, id, clock.now());
    if (type === undefined) throw webhookError("webhook_not_found");
    await audit.record(tx, { by, action: "webhook.replay", thing: `webhook/${id}`, detail: type });
  });
}

/**
 * Sends a test event, as a person asked. Returns its id.
 * @throws AppError 409 when `WEBHOOK_URL` is not set
 */
export async function sendTestWebhook(deps: WebhookControlDeps, by: Actor): Promise<string> {
  const { sql, webhooks, audit } = deps;
  if (!webhooks.isEnabled) throw webhookError("webhook_not_configured");
  const id = deps.nextId();
  await sql.begin(async (tx) => {
    await webhooks.emit(tx, "webhook.test", { sentBy: redactText(by.name) }, { id });
    await audit.record(tx, { by, action: "webhook.test", thing: `webhook/${id}` });
  });
  return id;
}
