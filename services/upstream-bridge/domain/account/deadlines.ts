import { loginCalls } from "services/upstream-bridge/domain/account/calls.ts";
import {
  type Draft,
  endWaiting,
  enter,
  noAnswer,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import {
  nextCheckAt,
  QR_GRACE_MS,
  UNKNOWN_WAIT_MS,
} from "services/upstream-bridge/domain/account/due_times.ts";
import { goOffline, scheduleTry } from "services/upstream-bridge/domain/account/losses.ts";

/** Ends a state whose time is over; while `reconnecting`, begins the next try. */
export function handleDeadline(draft: Draft): void {
  const { record } = draft;
  update(draft, { deadlineAt: null });
  switch (record.state) {
    case "reconnecting": {
      // What has an instance may be up again: a check comes before a new instance.
      const check = record.uuid === null ? [] : ["probe"] as const;
      return update(draft, { next: [...check, ...loginCalls(draft, "automatic_login")] });
    }
    case "auto_login":
      return scheduleTry(draft);
    case "code_submitted":
      return endCodeWait(draft);
  }
  if (record.checks.unknown > 0) return awaitClearCheck(draft);
  goOffline(draft, record.state === "second_verify" ? "second_verify" : "qr_expired");
}

/** The account may be signed in: only a clear answer of the upstream ends the state. */
function awaitClearCheck(draft: Draft): void {
  const { record: { checkAt }, context: { now } } = draft;
  update(draft, { deadlineAt: now + UNKNOWN_WAIT_MS, checkAt: checkAt ?? now });
}

function endCodeWait(draft: Draft): void {
  const { record: { qr, checks } } = draft;
  if (qr !== null) {
    endWaiting(draft, ["check_code"], noAnswer("The account is not online after the code."));
    enter(draft, "code_required", { deadlineAt: qr.expiresAt + QR_GRACE_MS });
    update(draft, { checkAt: nextCheckAt(draft.record, draft.context) });
    return void draft.events.push({ type: "account.needs_code" });
  }
  if (checks.unknown > 0) return awaitClearCheck(draft);
  // No code was needed, and the account is not online: the QR code's key is used up.
  update(draft, { next: ["get_qr"] });
}
