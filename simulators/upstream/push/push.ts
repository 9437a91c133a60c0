import { waitUnlessAborted } from "simulators/shared/wait.ts";
import { addressOf, type Push, writeEnvelope } from "simulators/upstream/push/envelope.ts";
import { sendRequest } from "simulators/upstream/push/send_request.ts";
import type { Delivery } from "simulators/upstream/state/deliveries.ts";
import type { PushFault } from "simulators/upstream/state/fault.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const KEPT_CHARACTERS = 2048;

/**
 * Sends a callback of an instance to its address, after those that it sent before. Without an address it is only
 * recorded.
 * @param type the code, such as 102000
 * @param body an object, or JSON text that is sent as it is
 */
export function push(
  state: UpstreamState,
  instance: Pick<Instance, "uuid" | "callback">,
  { type, body }: Omit<Push, "uuid">,
): void {
  const { uuid } = instance;
  const fault = state.pushFaults.take((it) => it.type === undefined || it.type === Number(type));
  const text = writeEnvelope({ uuid, type, body }, state.settings, fault);
  const isHttp = instance.callback?.callbackType === "HTTP";
  const url = isHttp ? addressOf(instance.callback!.url, fault) : "";
  const deliver = () => {
    for (let copy = 0; copy <= (fault?.duplicates ?? 0); copy++) {
      const delivery = state.deliveries.add({
        uuid,
        type,
        url,
        body: text.slice(0, KEPT_CHARACTERS),
        state: url === "" ? "unregistered" : fault?.drop ? "dropped" : "waiting",
      });
      if (delivery.state === "waiting") enqueue(state, delivery, text);
    }
  };
  schedule(state, uuid, fault, deliver);
}

/** Waits until every callback of an instance that is due now has been sent. */
export async function waitForPushes(state: UpstreamState, uuid: string): Promise<void> {
  await state.sending.get(uuid);
}

function schedule(
  state: UpstreamState,
  uuid: string,
  fault: PushFault | undefined,
  deliver: () => void,
): void {
  if (fault?.delayMs !== undefined) {
    state.timers.after(fault.delayMs, deliver);
    return;
  }
  if (fault?.reorder) {
    state.held.set(uuid, deliver);
    return;
  }
  deliver();
  const held = state.held.get(uuid);
  state.held.delete(uuid);
  held?.();
}

function enqueue(state: UpstreamState, delivery: Delivery, text: string): void {
  const { signal } = state.deliveries;
  const before = state.sending.get(delivery.uuid) ?? Promise.resolve();
  state.sending.set(delivery.uuid, before.then(() => deliver(state, delivery, { text, signal })));
}

/** Sends a callback until it is answered with 200, or no retry is left. */
async function deliver(
  { settings, now }: UpstreamState,
  delivery: Delivery,
  { text, signal }: { text: string; signal: AbortSignal },
): Promise<void> {
  delivery.state = "sending";
  for (let attempt = 0; attempt <= settings.callbackRetries; attempt++) {
    if (attempt > 0) await waitUnlessAborted(settings.callbackRetryDelayMs, signal);
    if (signal.aborted) break;
    const time = new Date(now()).toISOString();
    const startMs = performance.now();
    const answer = await sendRequest(delivery.url, text, {
      timeoutMs: settings.callbackTimeoutMs,
      signal,
    });
    const durationMs = Math.round((performance.now() - startMs) * 10) / 10;
    delivery.attempts.push({ time, durationMs, ...answer });
    if ("status" in answer && answer.status === 200) {
      delivery.state = "accepted";
      return;
    }
  }
  delivery.state = "failed";
}
