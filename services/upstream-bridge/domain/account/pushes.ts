import type {
  AccountRecord,
  AccountState,
  Suspicion,
} from "services/upstream-bridge/domain/account.ts";
import type { AccountInput, StatePush } from "services/upstream-bridge/domain/account_inputs.ts";
import {
  addLog,
  type Draft,
  enter,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import { pushedCheckAt } from "services/upstream-bridge/domain/account/due_times.ts";
import { demandVerification } from "services/upstream-bridge/domain/account/losses.ts";

type Push = Extract<AccountInput, { readonly kind: "push" }>;
type Report = Extract<AccountInput, { readonly kind: "reported" }>;

/** States that a callback about a loss concerns. */
const LOSABLE: ReadonlySet<AccountState> = new Set(["online", "suspect", "reconnecting"]);
/** States in which an instance waits for a phone. */
const UNSCANNED: ReadonlySet<AccountState> = new Set([
  "initialized",
  "qr_pending",
  "qr_scanned",
  "code_required",
  "code_submitted",
]);

/** Applies a callback. At most it leads to a check; those of earlier instances are ignored. */
export function handlePush(draft: Draft, { uuid, push }: Push): void {
  const { record, context: { now } } = draft;
  if (push.kind === "restricted") {
    if (record.restrictedAt !== null) return;
    update(draft, { restrictedAt: now });
    addLog(draft, "callback", "account:restricted", { level: "error", isKept: true });
    draft.events.push({ type: "account.restricted" });
    return;
  }
  if (record.state === "stopped" || uuid !== record.uuid) {
    return addLog(draft, "callback", "push:ignored", { payload: { push: push.kind } });
  }
  switch (push.kind) {
    case "success":
    case "corp_switched": {
      const { vid, corpId, profile } = push;
      update(draft, { pushedIdentity: { vid, corpId, profile } });
      return checkSoon(draft);
    }
    case "disconnected":
    case "kicked":
    case "ended_by_phone":
    case "second_verify":
      if (LOSABLE.has(record.state)) suspect(draft, push.kind);
      return;
    case "qr_expired":
      if (UNSCANNED.has(record.state)) suspect(draft, "qr_expired");
      return;
    default:
      return handleQrPush(draft, push);
  }
}

/** A send or a read was refused because of the account's state. */
export function handleReport(draft: Draft, { uuid, trouble }: Report): void {
  const { record } = draft;
  if (uuid !== record.uuid || (record.state !== "online" && record.state !== "suspect")) return;
  if (trouble === "second_verify") return demandVerification(draft);
  suspect(draft, "disconnected");
}

/** Remembers what may have happened, until a check decides. What people did says more than a lost connection. */
function suspect(draft: Draft, suspicion: Suspicion): void {
  const known = draft.record.suspicion;
  update(draft, {
    suspicion: suspicion === "disconnected" && known !== null ? known : suspicion,
  });
  checkSoon(draft);
}

function checkSoon(draft: Draft): void {
  update(draft, { checkAt: pushedCheckAt(draft.record, draft.context.now) });
}

type QrPush = Extract<StatePush, { readonly qrcodeKey?: string }>;

function handleQrPush(draft: Draft, push: QrPush): void {
  const { record } = draft;
  if (!isOurQr(record, push.qrcodeKey)) {
    return addLog(draft, "callback", "push:other_qr_code", { payload: { push: push.kind } });
  }
  if (record.qr?.key === "" && push.qrcodeKey !== undefined) {
    update(draft, { qr: { ...record.qr, key: push.qrcodeKey } });
  }
  const { checkAt, deadlineAt } = record;
  const go = (to: AccountState) => enter(draft, to, { checkAt, deadlineAt });
  switch (push.kind) {
    case "qr_scanned":
    case "qr_confirmed":
      if (record.state === "qr_pending") go("qr_scanned");
      return;
    case "qr_cancelled":
      if (record.state === "qr_scanned") go("qr_pending");
      return;
    case "code_required":
      if (record.state !== "qr_pending" && record.state !== "qr_scanned") return;
      go("code_required");
      draft.events.push({ type: "account.needs_code" });
  }
}

/** The key of a callback is assumed to be that of the QR code; builds may leave either out. */
function isOurQr({ qr }: AccountRecord, key: string | undefined): boolean {
  return key === undefined || key === "" || qr === null || qr.key === "" || qr.key === key;
}
