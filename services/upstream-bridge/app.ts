import type { App } from "packages/platform/http/app.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

/** Mounts every route of `upstream-bridge`. */
export function addBridgeRoutes(_app: App, _deps: BridgeDeps): void {
}
