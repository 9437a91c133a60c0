import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { Envelope } from "simulators/wecom/push/envelope.ts";
import { type Answer, sendRequest } from "simulators/wecom/push/send_request.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** How one callback is sent. */
interface DeliverOptions {
  /** Creates the encrypted form, again for every retry. */
  createEnvelope: () => Envelope;
  /** How often it is sent again. */
  retries: number;
  signal: AbortSignal;
}

/**
 * Sends a callback until it is acknowledged with 200 or no retries are left. Notes every attempt.
 * @returns the body of the acknowledgement, or `undefined` without one
 */
export async function deliver(
  state: WecomState,
  delivery: Delivery,
  { createEnvelope, retries, signal }: DeliverOptions,
): Promise<string | undefined> {
  if (delivery.state === "waiting") delivery.state = "sending";
  for (let attempt = 0; attempt <= retries; attempt++) {
    if (attempt > 0) await waitUnlessAborted(state.settings.callbackRetryDelayMs, signal);
    if (signal.aborted) return undefined;
    const answer = await sendOnce(state, delivery, createEnvelope(), signal);
    if ("status" in answer && answer.status === 200) return answer.body;
  }
  return undefined;
}

/** One attempt, noted in the delivery. */
async function sendOnce(
  state: WecomState,
  delivery: Delivery,
  envelope: Envelope,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(delivery.url);
  for (const [name, value] of Object.entries(envelope.query)) url.searchParams.append(name, value);
  const time = new Date(state.now()).toISOString();
  const startMs = performance.now();
  const { body, contentType } = envelope;
  const answer = await sendRequest(url, { method: "POST", body, contentType }, {
    timeoutMs: state.settings.callbackTimeoutMs,
    signal,
  });
  const durationMs = Math.round((performance.now() - startMs) * 10) / 10;
  const outcome = "status" in answer ? { status: answer.status } : { error: answer.error };
  delivery.attempts.push({ time, durationMs, ...outcome });
  return answer;
}
