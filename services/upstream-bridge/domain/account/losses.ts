import type { OfflineReason, Suspicion } from "services/upstream-bridge/domain/account.ts";
import type { CommandFailure } from "services/upstream-bridge/domain/account_inputs.ts";
import {
  addLog,
  type Draft,
  endWaiting,
  enter,
  noAnswer,
  update,
  wrongState,
} from "services/upstream-bridge/domain/account/draft.ts";
import {
  backoffMs,
  nextCheckAt,
  RECOVERED_AFTER_MS,
  SECOND_VERIFY_MS,
} from "services/upstream-bridge/domain/account/due_times.ts";

/** What ends with a loss, whatever follows. */
const NOTHING_RUNS = { next: [], qr: null, suspicion: null, pushedIdentity: null } as const;

/** The account needs a person. Commands that wait end with `failure`. */
export function goOffline(
  draft: Draft,
  reason: OfflineReason,
  failure: CommandFailure = wrongState(`The account went offline: ${reason}.`),
): void {
  endWaiting(draft, "all", failure);
  update(draft, { ...NOTHING_RUNS, onlineSince: null, codeTries: 0 });
  // The upstream has destroyed the instance of a QR code that was not scanned.
  if (reason === "qr_expired") update(draft, { uuid: null });
  enter(draft, "offline", { reason, checkAt: null, deadlineAt: null });
  draft.events.push({ type: "account.offline", reason });
  if (draft.record.lossSince !== null) askForScan(draft, reason);
}

/** Asks operators for a scan, once until the account was online again. */
export function askForScan(draft: Draft, reason: string): void {
  if (draft.record.hasAskedForScan) return;
  update(draft, { hasAskedForScan: true });
  draft.events.push({ type: "account.needs_scan", reason });
}

/** The account was online, and is not any more. What follows depends on the cause and the settings. */
export function lose(draft: Draft, cause: Suspicion | "probe"): void {
  const { now, settings } = draft.context;
  if (cause === "second_verify") return demandVerification(draft);
  beginLoss(draft);
  addLog(draft, "monitor_check", "account:lost", {
    level: "warn",
    isKept: true,
    payload: { cause, since: now },
  });
  const setting = ({ kicked: "kicked", ended_by_phone: "phone", probe: "probe" } as const)[
    cause as "kicked" | "ended_by_phone" | "probe"
  ] ?? "disconnect";
  if (settings.reconnectOn.includes(setting)) return scheduleTry(draft);
  goOffline(
    draft,
    cause === "kicked" || cause === "ended_by_phone" ? cause : "reconnect_exhausted",
  );
}

function beginLoss(draft: Draft): void {
  const { record, context: { now } } = draft;
  const hasRecovered = record.onlineSince !== null &&
    now - record.onlineSince >= RECOVERED_AFTER_MS;
  update(draft, {
    ...NOTHING_RUNS,
    lossSince: record.lossSince ?? now,
    onlineSince: null,
    attempts: hasRecovered ? 0 : record.attempts,
  });
}

/** Plans the next try to reconnect. Without a vid, or after too many tries, a person is needed. */
export function scheduleTry(draft: Draft): void {
  const { record, context } = draft;
  update(draft, { ...NOTHING_RUNS, lossSince: record.lossSince ?? context.now });
  if (record.vid === null) return goOffline(draft, "no_vid");
  if (record.attempts >= context.settings.reconnectAttempts) {
    return goOffline(draft, "reconnect_exhausted");
  }
  endWaiting(
    draft,
    ["start", "automatic_login"],
    noAnswer("The account is not online yet; the bridge goes on trying."),
  );
  const deadlineAt = context.now + backoffMs(record.attempts + 1, context);
  enter(draft, "reconnecting", { deadlineAt });
}

/** The upstream demands a second verification: a person asks for its QR code and scans it. */
export function demandVerification(draft: Draft): void {
  if (draft.record.state === "second_verify") return;
  endWaiting(draft, "all", {
    ok: false,
    code: "upstream_refused",
    message: "The upstream demands a second verification: ask for its QR code and scan it.",
  });
  beginLoss(draft);
  const { now } = draft.context;
  enter(draft, "second_verify", { deadlineAt: now + SECOND_VERIFY_MS });
  update(draft, { checkAt: nextCheckAt(draft.record, draft.context) });
  const { askedToVerifyAt } = draft.record;
  if (askedToVerifyAt !== null && now - askedToVerifyAt < SECOND_VERIFY_MS) return;
  update(draft, { askedToVerifyAt: now });
  askForScan(draft, "second_verify");
}
