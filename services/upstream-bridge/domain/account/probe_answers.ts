import type { AccountRecord, ProbeStatus } from "services/upstream-bridge/domain/account.ts";
import type { CallFailure, ProbeAnswer } from "services/upstream-bridge/domain/account_inputs.ts";
import {
  addLog,
  type Draft,
  endWaiting,
  enter,
  noAnswer,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import {
  CALLBACK_EVERY_MS,
  nextCheckAt,
  unknownRetryMs,
  UNREACHABLE_AFTER_MS,
} from "services/upstream-bridge/domain/account/due_times.ts";
import {
  demandVerification,
  goOffline,
  lose,
} from "services/upstream-bridge/domain/account/losses.ts";
import { becomeOnline } from "services/upstream-bridge/domain/account/online.ts";

/** As many of these checks in a row count as down. */
const SETTLING_LIMIT = 3;
const UNCLEAR_LIMIT = 4;

/** The answer that a check without success is. */
export function failedProbe({ kind }: CallFailure): ProbeAnswer {
  const status = kind === "second_verify" ? "verify" : kind === "rejected" ? "unclear" : "unknown";
  return { ok: true, call: "probe", status, vid: null, corpId: null, profile: null };
}

/** Decides what a check means for the account. */
export function handleProbe(draft: Draft, answer: ProbeAnswer): void {
  const status = countStatus(draft, answer.status);
  endWaiting(
    draft,
    ["check_now"],
    status === "unknown" ? noAnswer("The upstream gave no clear answer.") : { ok: true },
  );
  decide(draft, status, answer);
  if (answer.isCallbackLost === true && draft.context.hasCallbackAddress) {
    const { record: { callbackRegisteredAt }, context: { now } } = draft;
    const isRepeated = now - (callbackRegisteredAt ?? 0) < CALLBACK_EVERY_MS / 2;
    addLog(draft, "set_callback", "callback:lost", { level: "warn", isKept: !isRepeated });
    update(draft, { callbackAt: now });
  }
}

function decide(draft: Draft, status: ProbeStatus, answer: ProbeAnswer): void {
  const { record } = draft;
  if (status === "up") return becomeOnline(draft, answer);
  switch (record.state) {
    case "online":
    case "suspect":
      return decideOnline(draft, status);
    case "reconnecting":
      return decideReconnecting(draft, status);
    case "initialized":
    case "qr_pending":
    case "qr_scanned":
    case "code_required":
    case "code_submitted":
      if (status === "down" && record.suspicion === "qr_expired") {
        return goOffline(draft, "qr_expired");
      }
      if (status === "down") update(draft, { suspicion: null });
      if (status === "verify" && record.state !== "initialized") return demandVerification(draft);
      break;
    case "auto_login":
      if (status === "verify") return demandVerification(draft);
      break;
    case "second_verify":
      // A person asked for it, not the upstream: the account may be lost in the ordinary way.
      if (status === "down" && record.lossSince === null && countsAsLost(draft)) {
        return lose(draft, "probe");
      }
  }
  // A call that follows at once sets the time of the next check itself.
  update(draft, { checkAt: nextCheckAt(draft.record, draft.context) });
}

function decideOnline(draft: Draft, status: ProbeStatus): void {
  const { suspicion } = draft.record;
  if (status === "verify") return demandVerification(draft);
  if (status === "down") {
    if (suspicion !== null) return lose(draft, suspicion);
    if (countsAsLost(draft)) return lose(draft, "probe");
  }
  if (status === "down" || status === "unknown") enter(draft, "suspect");
  update(draft, { checkAt: nextCheckAt(draft.record, draft.context) });
}

/** Counts a check that says down. True: there were as many as the settings want. */
function countsAsLost(draft: Draft): boolean {
  const { record: { checks }, context: { settings } } = draft;
  update(draft, { checks: { ...checks, down: checks.down + 1 } });
  return draft.record.checks.down >= settings.probeFailThreshold;
}

/** A try begins with a check: only a clear "down" leads to `init`. */
function decideReconnecting(draft: Draft, status: ProbeStatus): void {
  const { record, context } = draft;
  if (status === "verify") return demandVerification(draft);
  const { suspicion } = record;
  if (status === "down" && (suspicion === "kicked" || suspicion === "ended_by_phone")) {
    return lose(draft, suspicion);
  }
  if (status === "down" || record.next[0] !== "init") return;
  endWaiting(draft, ["start"], noAnswer("The upstream gave no clear answer; the bridge goes on."));
  const retryMs = unknownRetryMs(record.checks.unknown, context);
  update(draft, { next: [], deadlineAt: context.now + retryMs });
}

/** Counts the result, and returns what it means after those before it. */
function countStatus(draft: Draft, status: ProbeStatus): ProbeStatus {
  const { record, context: { now } } = draft;
  if (status !== record.lastStatus) {
    addLog(draft, "monitor_check", `monitor:${status}`, {
      level: status === "up" ? "info" : "warn",
      payload: { before: record.lastStatus },
    });
  }
  const checks = nextChecks(record.checks, status);
  update(draft, {
    checks,
    lastStatus: status,
    lastCheckedAt: now,
    unknownSince: status === "unknown" ? record.unknownSince ?? now : null,
  });
  noteReachability(draft);
  const isDown = checks.settling >= SETTLING_LIMIT || checks.unclear >= UNCLEAR_LIMIT;
  return isDown ? "down" : status;
}

function nextChecks(
  { down, settling, unclear, unknown }: AccountRecord["checks"],
  status: ProbeStatus,
): AccountRecord["checks"] {
  return {
    down: status === "up" ? 0 : down,
    settling: status === "settling" ? settling + 1 : 0,
    unclear: status === "unclear" ? unclear + 1 : 0,
    unknown: status === "unknown" ? unknown + 1 : 0,
  };
}

function noteReachability(draft: Draft): void {
  const { record: { unknownSince, isUnreachable }, context: { now } } = draft;
  const isNow = unknownSince !== null &&
    (isUnreachable || now - unknownSince >= UNREACHABLE_AFTER_MS);
  if (isNow === isUnreachable) return;
  update(draft, { isUnreachable: isNow });
  addLog(draft, "monitor_check", isNow ? "upstream_unreachable" : "upstream_reachable", {
    level: isNow ? "error" : "info",
    isKept: true,
  });
}
