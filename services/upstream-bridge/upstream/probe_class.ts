import type { ProbeStatus } from "services/upstream-bridge/domain/account.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import type { InstanceStatus } from "services/upstream-bridge/upstream/values.ts";

/** Link states in which a logged-in account is not connected yet. */
const SETTLING = new Set(["CONNECTING", "HANDSHAKING", "RECONNECTING"]);

/** The only place that reads words: they are the upstream's own message, never data of people. */
const SAYS_NO_INSTANCE = /实例|未登录|不存在|uuid/i;

/** Classifies the outcome of `status`. Source: the upstream's facts, section 11.2. */
export function classifyProbe(outcome: Outcome<InstanceStatus>): ProbeStatus {
  if (outcome.ok) return classifyStatus(outcome.value);
  switch (outcome.kind) {
    case "second_verify":
      return "verify";
    case "not_logged_in":
      return "down";
    case "rejected":
    case "code_not_needed":
      return SAYS_NO_INSTANCE.test(outcome.message) ? "down" : "unclear";
    default:
      return "unknown";
  }
}

function classifyStatus({ loginType, isLoggedIn, link }: InstanceStatus): ProbeStatus {
  if (loginType === 0 || loginType === 1 || isLoggedIn === false || link === "CLOSED") {
    return "down";
  }
  if (loginType === null ? isLoggedIn === null : loginType < 2) return "unknown";
  if (link === null || link === "CONNECTED") return "up";
  return SETTLING.has(link) ? "settling" : "unknown";
}
