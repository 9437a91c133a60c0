import type { WecomSimulator } from "simulators/wecom/simulator.ts";

/** One delivery, as the simulator reports it; see `simulators/wecom/state/deliveries.ts`. */
export interface ReportedDelivery {
  readonly state: string;
  readonly problem?: string;
  readonly reply?: { readonly msgtype: string };
  readonly attempts: readonly { readonly status?: number }[];
}

/**
 * Calls the simulator's control API, such as `push`; returns the answer.
 * @throws Error when the simulator refuses the call
 */
export async function controlSimulator<T = unknown>(
  simulator: Pick<WecomSimulator, "fetch">,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await simulator.fetch(
    new Request(`http://localhost/_control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...body === undefined ? {} : { body: JSON.stringify(body) },
    }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Cannot call ${path} of the simulator: ${text}`);
  return JSON.parse(text) as T;
}

/** Makes the simulated WeCom send callbacks; returns their deliveries when they have ended, with all retries. */
export async function push(
  simulator: Pick<WecomSimulator, "fetch">,
  request: Readonly<Record<string, unknown>>,
): Promise<readonly ReportedDelivery[]> {
  const answer = await controlSimulator<{ deliveries: ReportedDelivery[] }>(simulator, "push", {
    ...request,
    wait: true,
  });
  return answer.deliveries;
}
