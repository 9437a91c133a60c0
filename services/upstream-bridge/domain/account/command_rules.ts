import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { AccountRecord, AccountState } from "services/upstream-bridge/domain/account.ts";
import type { MachineContext } from "services/upstream-bridge/domain/account_machine.ts";
import type { CommandFailure } from "services/upstream-bridge/domain/account_inputs.ts";
import { initLimit } from "services/upstream-bridge/domain/account/calls.ts";
import { wrongState } from "services/upstream-bridge/domain/account/draft.ts";

const MAX_CODE_TRIES = 5;

const QR_STATES: readonly AccountState[] = ["qr_pending", "qr_scanned", "code_required"];

/** The states that allow the steps of a login. All but `start` need an instance, and `init` makes one. */
const ALLOWED: Partial<Record<AccountCommand["kind"], readonly AccountState[]>> = {
  init: [
    "new",
    "initialized",
    ...QR_STATES,
    "code_submitted",
    "reconnecting",
    "second_verify",
    "offline",
    "stopped",
  ],
  get_qr: ["initialized", ...QR_STATES, "code_submitted", "reconnecting", "offline"],
  automatic_login: ["initialized", ...QR_STATES, "offline"],
  check_code: QR_STATES,
  second_verify: ["online", "suspect", "second_verify", "offline"],
};
const NEEDS_INSTANCE: ReadonlySet<AccountCommand["kind"]> = new Set([
  "set_callback",
  "get_qr",
  "check_code",
  "automatic_login",
  "second_verify",
  "check_now",
]);

/** Why the account cannot do a command now; undefined: it can. */
export function refusalOf(
  record: AccountRecord,
  command: AccountCommand,
  { now, hasCallbackAddress }: MachineContext,
): CommandFailure | undefined {
  const { kind } = command;
  const { state } = record;
  if (NEEDS_INSTANCE.has(kind) && (record.uuid === null || state === "stopped")) {
    return wrongState("The account has no instance. Start the account, or initialize it, first.");
  }
  if (ALLOWED[kind]?.includes(state) === false) return wrongState(sentenceFor(state));
  switch (kind) {
    case "set_callback":
      return hasCallbackAddress ? undefined : wrongState("No callback address is configured.");
    case "init":
      return initLimit(record, now);
    case "check_code":
      return codeRefusal(record, command.qrcodeKey);
  }
  return undefined;
}

function codeRefusal(
  { qr, codeTries }: AccountRecord,
  qrcodeKey: string | undefined,
): CommandFailure | undefined {
  if (qr === null || (qrcodeKey !== undefined && qr.key !== "" && qrcodeKey !== qr.key)) {
    return wrongState("The key is not that of the current QR code.");
  }
  if (codeTries < MAX_CODE_TRIES) return undefined;
  const message = "Five codes were wrong. Get a new QR code.";
  return { ok: false, code: "limited", message };
}

function sentenceFor(state: AccountState): string {
  switch (state) {
    case "online":
    case "suspect":
      return "The account is online. Stop it first.";
    case "initializing":
    case "auto_login":
      return "A login is running. Wait for its end, or stop the account.";
    case "reconnecting":
      return "The account reconnects by itself. Start it to try now, or stop it.";
    case "second_verify":
      return "The upstream demands a second verification. Ask for its QR code.";
    case "code_submitted":
      return "A code was accepted. Wait for the login.";
    default:
      return `The account's state ${state} does not allow this. Start the account first.`;
  }
}
