import type { BridgeWorld } from "tests/bridge/support/bridge_world.ts";

/** Calls of the simulator's control API; `send` sends a request to its path. */
export function callsOf(
  send: (path: string, init?: RequestInit) => Promise<Response> | Response,
): Pick<BridgeWorld, "control" | "read" | "clear"> {
  return {
    async control(verb, body = {}) {
      const response = await send(`_control/${verb}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) return undefined;
      return text === "" ? {} : JSON.parse(text);
    },
    read: async (what) => await (await send(`_control/${what}`)).json(),
    async clear(list) {
      const response = await send(`_control/${list}`, { method: "DELETE" });
      await response.body?.cancel();
    },
  };
}
