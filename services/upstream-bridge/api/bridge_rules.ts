import type { Principal } from "packages/platform/http/access.ts";
import type { RouteRules } from "packages/platform/http/route_rules.ts";
import { bridgeEnvelope } from "services/upstream-bridge/api/bridge_envelope.ts";

/** The scopes of the bridge's machine tokens. Operators may call everything. */
type Scope = "bridge.read" | "bridge.send" | "bridge.manage";

function rulesFor(scope: Scope) {
  return { access: "operator", scope, errors: bridgeEnvelope } as const satisfies RouteRules;
}

/** State, events and contacts: never a QR code, its key or a whole uuid. */
export const READ_RULES = rulesFor("bridge.read");
/** Sending texts. */
export const SEND_RULES = rulesFor("bridge.send");
/** Signing accounts in, and changing them. */
export const MANAGE_RULES = rulesFor("bridge.manage");

/** Whether the caller may see what gives control over an account: its QR code, key and uuid. */
export function mayManage({ roles, scopes = [] }: Principal): boolean {
  return roles.includes("operator") || scopes.includes("bridge.manage");
}
