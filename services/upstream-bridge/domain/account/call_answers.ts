import type { CallKind, QrCode } from "services/upstream-bridge/domain/account.ts";
import type {
  CallAnswer,
  CallFailure,
  QrAnswer,
} from "services/upstream-bridge/domain/account_inputs.ts";
import {
  handleAutomaticLogin,
  handleCheckCode,
} from "services/upstream-bridge/domain/account/login_answers.ts";
import { failureOf } from "services/upstream-bridge/domain/account/failure_of.ts";
import {
  addLog,
  type Draft,
  endWaiting,
  enter,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import {
  CALLBACK_EVERY_MS,
  callbackRetryAt,
  nextCheckAt,
  QR_GRACE_MS,
  SECOND_VERIFY_MS,
  UNSCANNED_MS,
} from "services/upstream-bridge/domain/account/due_times.ts";
import {
  askForScan,
  demandVerification,
  goOffline,
  scheduleTry,
} from "services/upstream-bridge/domain/account/losses.ts";
import { failedProbe, handleProbe } from "services/upstream-bridge/domain/account/probe_answers.ts";

type InitAnswer = Extract<CallAnswer, { readonly call: "init" }> | CallFailure;

/** Applies the answer of the call in flight. An answer that no call awaits is ignored. */
export function handleAnswer(draft: Draft, answer: CallAnswer): void {
  const { calling } = draft.record;
  if (calling === null || calling.call !== answer.call) return;
  update(draft, { calling: null });
  if (answer.call === "probe") {
    return handleProbe(draft, answer.ok ? answer : failedProbe(answer));
  }
  logAnswer(draft, answer);
  if (!answer.ok) update(draft, { lastError: answer.message });
  applyAnswer(draft, answer);
}

function applyAnswer(draft: Draft, answer: CallAnswer): void {
  switch (answer.call) {
    case "init":
      return handleInit(draft, answer as InitAnswer);
    case "set_callback":
      return handleSetCallback(draft, answer);
    case "get_qr":
      return handleQr(draft, answer as QrAnswer | CallFailure);
    case "check_code":
      return handleCheckCode(draft, answer);
    case "automatic_login":
      return handleAutomaticLogin(draft, answer);
    case "second_verify":
      return handleVerificationQr(draft, answer as QrAnswer | CallFailure);
    case "log_out":
    case "close":
      return handleEnd(draft, answer);
    case "close_superseded":
      return update(draft, { superseded: draft.record.superseded.slice(1) });
  }
}

/** The call's answer will not come: its effect is unknown. */
export function loseAnswer(draft: Draft): void {
  const { calling } = draft.record;
  if (calling === null) return;
  const message = "The answer was lost: the process that waited for it has ended.";
  handleAnswer(draft, { ok: false, call: calling.call, kind: "unavailable", message });
}

function handleInit(draft: Draft, answer: InitAnswer): void {
  const { record, context: { now } } = draft;
  if (!answer.ok) {
    // An init without an answer may have made an instance: it is not repeated at once, and it counts for the limit.
    endWaiting(draft, ["start", "init"], failureOf(answer));
    update(draft, { next: [] });
    if (answer.kind === "not_sent") takeBackInit(draft);
    return record.state === "reconnecting"
      ? scheduleTry(draft)
      : goOffline(draft, "init_failed", failureOf(answer));
  }
  update(draft, {
    superseded: record.uuid === null
      ? record.superseded
      : [...record.superseded, record.uuid].slice(-5),
    uuid: answer.uuid,
    generation: record.generation + 1,
    qr: null,
    codeTries: 0,
    checks: { down: 0, settling: 0, unclear: 0, unknown: 0 },
    unknownSince: null,
    lastStatus: null,
    suspicion: null,
    pushedIdentity: null,
    callbackRegisteredAt: null,
    callbackAt: null,
  });
  endWaiting(draft, ["init"], { ok: true });
  const isLastStep = !record.next.some((kind) => kind === "get_qr" || kind === "automatic_login");
  if (isLastStep) enter(draft, "initialized", { deadlineAt: now + UNSCANNED_MS });
}

/** It made no instance, so it does not count. */
function takeBackInit(draft: Draft): void {
  const { state, inits, attempts } = draft.record;
  update(draft, {
    inits: inits.slice(0, -1),
    attempts: state === "reconnecting" ? Math.max(0, attempts - 1) : attempts,
  });
}

function handleSetCallback(draft: Draft, answer: CallAnswer): void {
  const { context, record: { state } } = draft;
  if (answer.ok) {
    update(draft, {
      callbackRegisteredAt: context.now,
      callbackAt: context.now + CALLBACK_EVERY_MS,
    });
    return endWaiting(draft, ["set_callback"], { ok: true });
  }
  update(draft, { callbackAt: callbackRetryAt(context) });
  endWaiting(draft, ["set_callback"], failureOf(answer));
  if (answer.kind === "second_verify" && state === "online") demandVerification(draft);
}

function handleQr(draft: Draft, answer: QrAnswer | CallFailure): void {
  if (answer.ok) return showQr(draft, answer);
  endWaiting(draft, ["start", "get_qr", "automatic_login"], failureOf(answer));
  const { record: { state, automaticQrCodes, qr }, context: { now } } = draft;
  switch (state) {
    case "reconnecting":
      if (answer.kind === "rejected" || answer.kind === "not_sent") {
        update(draft, { automaticQrCodes: Math.max(0, automaticQrCodes - 1) });
      }
      return scheduleTry(draft);
    case "initializing":
    case "auto_login":
      return enter(draft, "initialized", { deadlineAt: now + UNSCANNED_MS });
    case "code_submitted":
      if (qr === null) goOffline(draft, "qr_expired");
  }
}

function showQr(
  draft: Draft,
  { image, key, ttlMs }: QrAnswer,
): void {
  const { record, context: { now } } = draft;
  const isAutomatic = record.state === "reconnecting" && record.waiting.length === 0;
  const qr: QrCode = { purpose: "login", image, key, expiresAt: now + ttlMs };
  update(draft, { qr, codeTries: 0, suspicion: null });
  enter(draft, "qr_pending");
  update(draft, {
    deadlineAt: qr.expiresAt + QR_GRACE_MS,
    checkAt: nextCheckAt(draft.record, draft.context),
  });
  endWaiting(draft, ["start", "get_qr"], { ok: true });
  endWaiting(draft, ["automatic_login"], { ok: true, note: "qr_code" });
  if (isAutomatic) askForScan(draft, "login_refused");
}

function handleVerificationQr(draft: Draft, answer: QrAnswer | CallFailure): void {
  if (!answer.ok) return endWaiting(draft, ["second_verify"], failureOf(answer));
  const { now } = draft.context;
  const { image, key, ttlMs } = answer;
  const qr: QrCode = { purpose: "second_verify", image, key, expiresAt: now + ttlMs };
  enter(draft, "second_verify");
  update(draft, {
    qr,
    deadlineAt: Math.max(now + SECOND_VERIFY_MS, qr.expiresAt + QR_GRACE_MS),
    checkAt: nextCheckAt(draft.record, draft.context),
  });
  endWaiting(draft, ["second_verify"], { ok: true });
}

/** The account is stopped, or in conflict: the end of its instance is best effort. */
function handleEnd(draft: Draft, answer: CallAnswer): void {
  const isUnsure = !answer.ok && (answer.kind === "unavailable" || answer.kind === "not_sent");
  if (!isUnsure) update(draft, { uuid: null });
  endWaiting(draft, ["stop"], { ok: true });
  endWaiting(draft, ["log_out", "close"], answer.ok ? { ok: true } : failureOf(answer));
}

/** Stage names of the log, as the seed has them. */
const STAGES: Readonly<Record<CallKind, string>> = {
  init: "init",
  set_callback: "set_callback",
  get_qr: "get_qrcode",
  check_code: "check_code",
  automatic_login: "automatic_login",
  second_verify: "second_verify",
  probe: "refresh_status",
  sync: "sync",
  log_out: "logout",
  close: "close",
  close_superseded: "close",
};

const UPKEEP: readonly CallKind[] = ["set_callback", "sync", "close_superseded"];

function logAnswer(draft: Draft, answer: CallAnswer): void {
  const prefix = draft.record.state === "reconnecting" ? "reconnect_" : "";
  const stage = `${prefix}${STAGES[answer.call]}`;
  if (answer.ok) return addLog(draft, stage, `${answer.call}:ok`);
  const { kind, errcode = null, message } = answer;
  const hasNoUuid = answer.call === "init" && kind === "unclear";
  addLog(draft, hasNoUuid ? "init_no_uuid" : `${stage}_error`, `${answer.call}:${kind}`, {
    level: answer.call === "init" ? "error" : "warn",
    // Upkeep is repeated often: its failures must not evict those of logins.
    isKept: !UPKEEP.includes(answer.call),
    payload: { errcode, message },
  });
}
