import type { CallAnswer, CallFailure } from "services/upstream-bridge/domain/account_inputs.ts";
import {
  type Draft,
  endWaiting,
  enter,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import {
  CODE_WAIT_MS,
  LOGIN_WAIT_MS,
  nextCheckAt,
  NO_CODE_WAIT_MS,
  UNSURE_LOGIN_WAIT_MS,
} from "services/upstream-bridge/domain/account/due_times.ts";
import { failureOf } from "services/upstream-bridge/domain/account/failure_of.ts";
import { demandVerification, goOffline } from "services/upstream-bridge/domain/account/losses.ts";

/** "Accepted" is not "signed in": a check decides. */
export function handleCheckCode(draft: Draft, answer: CallAnswer): void {
  const { record, context: { now } } = draft;
  if (answer.ok) {
    endWaiting(draft, ["check_code"], { ok: true });
    return enter(draft, "code_submitted", { checkAt: now, deadlineAt: now + CODE_WAIT_MS });
  }
  switch (answer.kind) {
    case "code_not_needed":
      endWaiting(draft, ["check_code"], { ok: true, note: "code_not_needed" });
      // Its key is used up: without a login soon, a new QR code is fetched.
      return enter(draft, "code_submitted", {
        qr: null,
        checkAt: now,
        deadlineAt: now + NO_CODE_WAIT_MS,
      });
    case "not_sent":
      return endWaiting(draft, ["check_code"], failureOf(answer));
    case "unavailable":
    case "unclear":
      // The code may have been checked. The command ends when the account is online, or at the deadline.
      return enter(draft, "code_submitted", {
        codeTries: record.codeTries + 1,
        checkAt: now,
        deadlineAt: now + CODE_WAIT_MS,
      });
    default:
      update(draft, { codeTries: record.codeTries + 1 });
      return endWaiting(draft, ["check_code"], failureOf(answer));
  }
}

/** An accepted automatic login is not trusted alone. A refused one leads to a QR code on the same instance. */
export function handleAutomaticLogin(draft: Draft, answer: CallAnswer): void {
  const { now } = draft.context;
  if (answer.ok) {
    endWaiting(draft, ["automatic_login"], { ok: true });
    return awaitLogin(draft, now + LOGIN_WAIT_MS);
  }
  switch (answer.kind) {
    case "second_verify":
      return demandVerification(draft);
    case "not_sent":
    case "unavailable":
    case "unclear": {
      endWaiting(draft, ["automatic_login"], failureOf(answer));
      const { checks } = draft.record;
      update(draft, { checks: { ...checks, unknown: checks.unknown + 1 } });
      return awaitLogin(draft, now + UNSURE_LOGIN_WAIT_MS);
    }
    default:
      return fallBackToQr(draft, answer);
  }
}

function awaitLogin(draft: Draft, deadlineAt: number): void {
  enter(draft, "auto_login");
  update(draft, { deadlineAt, checkAt: nextCheckAt(draft.record, draft.context) });
}

function fallBackToQr(draft: Draft, failure: CallFailure): void {
  const { record, context: { settings } } = draft;
  const isAutomatic = record.state === "reconnecting" && record.waiting.length === 0;
  if (!isAutomatic) return update(draft, { next: ["get_qr"] });
  if (record.automaticQrCodes >= settings.automaticQrCodes) {
    return goOffline(draft, "reconnect_exhausted", failureOf(failure));
  }
  update(draft, { automaticQrCodes: record.automaticQrCodes + 1, next: ["get_qr"] });
}
