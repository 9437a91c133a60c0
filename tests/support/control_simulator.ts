import type { WecomSimulator } from "simulators/wecom/simulator.ts";

/** One delivery as the simulator tells of it; see `simulators/wecom/state/deliveries.ts`. */
export interface ToldDelivery {
  readonly state: string;
  readonly problem?: string;
  readonly reply?: { readonly msgtype: string };
  readonly attempts: readonly { readonly status?: number }[];
}

/** Calls the simulator's control API, such as `push`; returns the answer. Throws when it is refused. */
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
  if (!answer.ok) throw new Error(`The simulator refuses ${path}: ${text}`);
  return JSON.parse(text) as T;
}

/** Makes WeCom send us something, and waits until that is over, retries included. */
export async function push(
  simulator: Pick<WecomSimulator, "fetch">,
  request: Readonly<Record<string, unknown>>,
): Promise<readonly ToldDelivery[]> {
  const told = await controlSimulator<{ deliveries: ToldDelivery[] }>(simulator, "push", {
    ...request,
    wait: true,
  });
  return told.deliveries;
}
