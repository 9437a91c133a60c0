import { systemClock } from "packages/platform/clock.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";

/** What sending works with, in one replica against an upstream. */
export function openSender(bridge: BridgeCore, upstreamUrl: string): SendDeps {
  return {
    ...bridge,
    upstream: createUpstreamClient({
      fetch,
      baseUrl: upstreamUrl,
      clock: systemClock,
      log: bridge.log,
    }),
  };
}
