import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import { initLimit, loginCalls } from "services/upstream-bridge/domain/account/calls.ts";
import {
  type Draft,
  endCommand,
  enter,
  update,
  wait,
} from "services/upstream-bridge/domain/account/draft.ts";

type Login = Pick<Extract<AccountCommand, { readonly kind: "start" }>, "vid" | "proxy">;

/** Starts the account in the way that its state allows. A login that runs is joined, a QR code that is shown stays. */
export function start(draft: Draft, inputId: string, login: Login): void {
  const { record, context: { now } } = draft;
  switch (record.state) {
    case "online":
      return endCommand(draft, inputId, { ok: true });
    case "suspect":
      wait(draft, inputId, "check_now");
      return update(draft, { next: ["probe", ...record.next] });
    case "initializing":
    case "auto_login":
      return wait(draft, inputId, "start");
    case "reconnecting":
      wait(draft, inputId, "start");
      update(draft, { attempts: 0 });
      // A try that runs is joined.
      if (record.next.length === 0) update(draft, { deadlineAt: now });
      return;
    case "second_verify":
      if (hasValidQr(record, now)) return endCommand(draft, inputId, { ok: true });
      wait(draft, inputId, "second_verify");
      return update(draft, { next: ["second_verify", ...record.next] });
    case "code_submitted":
      return endCommand(draft, inputId, { ok: true });
    case "qr_pending":
    case "qr_scanned":
    case "code_required":
      if (hasValidQr(record, now)) return endCommand(draft, inputId, { ok: true });
  }
  startAnew(draft, inputId, login);
}

function hasValidQr({ qr }: AccountRecord, now: number): boolean {
  return qr !== null && qr.expiresAt > now;
}

function startAnew(draft: Draft, inputId: string, login: Login): void {
  const { record, context: { now } } = draft;
  const isContinued = record.state === "initialized" && login.vid === undefined &&
    login.proxy === undefined;
  if (isContinued) {
    wait(draft, inputId, "start");
    return update(draft, { next: [record.vid === null ? "get_qr" : "automatic_login"] });
  }
  const limited = initLimit(record, now);
  if (limited !== undefined) return endCommand(draft, inputId, limited);
  wait(draft, inputId, "start");
  beginLogin(draft, login, "whole");
}

/**
 * Begins a login with a new instance: only that, or the `whole` login, which is automatic when the vid is known. `vid` absent:
 * as before; empty: as a new device.
 */
export function beginLogin(
  draft: Draft,
  { vid, proxy }: Login,
  extent: "instance" | "whole",
): void {
  const { record } = draft;
  const newVid = vid === undefined ? record.vid : vid === "" ? null : vid;
  update(draft, {
    vid: newVid,
    ...(newVid === record.vid ? {} : { corpId: null, profile: null }),
    proxy: proxy === undefined ? record.proxy : proxy,
    attempts: 0,
    qr: null,
    suspicion: null,
    lastError: null,
  });
  enter(draft, "initializing");
  const last = newVid === null ? "get_qr" : "automatic_login";
  update(draft, { next: loginCalls(draft, extent === "whole" ? last : undefined) });
}
