import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";

/** A button of an account: what the form sends, and its label. */
export interface AccountAction {
  readonly action:
    | "start"
    | "stop"
    | "check_now"
    | "get_qr"
    | "automatic_login"
    | "second_verify";
  readonly label:
    | "signIn"
    | "reconnectNow"
    | "stop"
    | "checkNow"
    | "getQr"
    | "newQr"
    | "automatic"
    | "verify";
}

const STOP: AccountAction = { action: "stop", label: "stop" };
const CHECK: AccountAction = { action: "check_now", label: "checkNow" };
const SIGN_IN: AccountAction = { action: "start", label: "signIn" };
const RECONNECT: AccountAction = { action: "start", label: "reconnectNow" };
const GET_QR: AccountAction = { action: "get_qr", label: "getQr" };
const NEW_QR: AccountAction = { action: "get_qr", label: "newQr" };
const AUTOMATIC: AccountAction = { action: "automatic_login", label: "automatic" };
const VERIFY: AccountAction = { action: "second_verify", label: "verify" };

/** The buttons that fit the state: at most one main one. Signing out ends what a scan has won, so it asks. */
export function actionsOf(account: AccountView): {
  readonly main?: AccountAction;
  readonly others: readonly AccountAction[];
  readonly canSignOut: boolean;
} {
  const { state, reason, vid, qr } = account;
  const hasInstance = account.uuidPrefix !== null;
  switch (state) {
    case "new":
    case "stopped":
      return { main: SIGN_IN, others: [], canSignOut: false };
    case "offline":
      // The veiled QR code has the button.
      if (reason === "qr_expired") return { others: [STOP], canSignOut: false };
      if (reason === "second_verify" && hasInstance) {
        return { main: VERIFY, others: [SIGN_IN, STOP], canSignOut: false };
      }
      return { main: SIGN_IN, others: [STOP], canSignOut: false };
    case "initialized":
      return {
        main: GET_QR,
        others: vid === null ? [STOP] : [AUTOMATIC, STOP],
        canSignOut: false,
      };
    case "qr_pending":
    case "qr_scanned":
    case "code_required":
      return { others: [NEW_QR, STOP], canSignOut: false };
    case "second_verify":
      return qr === null
        ? { main: VERIFY, others: [CHECK, STOP], canSignOut: true }
        : { others: [CHECK, STOP], canSignOut: true };
    case "online":
    case "suspect":
      return { others: [CHECK, STOP], canSignOut: true };
    case "reconnecting":
      return {
        others: hasInstance ? [RECONNECT, CHECK, STOP] : [RECONNECT, STOP],
        canSignOut: false,
      };
    case "initializing":
    case "auto_login":
    case "code_submitted":
      return { others: [STOP], canSignOut: false };
  }
}
