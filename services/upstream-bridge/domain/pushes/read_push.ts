import type { StatePush } from "services/upstream-bridge/domain/account_inputs.ts";
import { identityOf } from "services/upstream-bridge/domain/identity.ts";
import type { Push, RawPush } from "services/upstream-bridge/domain/pushes/push.ts";
import { type PushName, pushNameOf } from "services/upstream-bridge/domain/pushes/push_names.ts";
import { readMessage } from "services/upstream-bridge/domain/pushes/read_message.ts";
import {
  firstOf,
  isWireRecord,
  textOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";

/**
 * Reads a callback. `ownVid` is the account's member id, to tell own messages from inbound ones; null when it is not known
 * yet. No decision about the state depends on words that a person wrote. Never throws.
 */
export function readPush({ type, body }: RawPush, ownVid: string | null): Push {
  const name = pushNameOf(type);
  if (!isWireRecord(body)) return { kind: "unknown", name: "callback.unparsed" };
  if (name === "upstream.unknown") return { kind: "unknown", name };
  if (name.startsWith("login.")) return readLogin(name, body, ownVid);
  if (name === "message" || name.startsWith("message.")) {
    return { kind: "message", name, message: readMessage(name, body, ownVid) };
  }
  return { kind: "other", name };
}

/** A page of the vendor's documents gives 100001 to forwarded messages, so a message in it is one. */
function readLogin(name: PushName, body: WireRecord, ownVid: string | null): Push {
  if (name === "login.qr_scanned" && isMessage(body)) {
    return { kind: "message", name: "message", message: readMessage("message", body, ownVid) };
  }
  return { kind: "state", name, state: readState(name, body) };
}

function isMessage(body: WireRecord): boolean {
  return firstOf(body, "Qrcode_key") === undefined &&
    firstOf(body, "msgtype", "msgType", "msg_type", "server_id", "serverId") !== undefined;
}

function readState(name: PushName, body: WireRecord): StatePush {
  switch (name) {
    case "login.qr_scanned":
      return { kind: "qr_scanned", ...qrcodeKeyOf(body) };
    case "login.qr_confirmed":
      return { kind: "qr_confirmed", ...qrcodeKeyOf(body) };
    case "login.qr_cancelled":
      return { kind: "qr_cancelled", ...qrcodeKeyOf(body) };
    case "login.code_required":
      return { kind: "code_required", ...qrcodeKeyOf(body) };
    case "login.ended_by_phone":
      return { kind: "ended_by_phone" };
    case "login.disconnected":
      return { kind: "disconnected" };
    case "login.kicked":
      return { kind: "kicked" };
    case "login.qr_expired":
      return { kind: "qr_expired" };
    case "login.second_verify":
      return { kind: "second_verify" };
    case "login.corp_switched":
      return { kind: "corp_switched", ...identityOf(body) };
    default:
      return { kind: "success", ...identityOf(body) };
  }
}

function qrcodeKeyOf(body: WireRecord): { readonly qrcodeKey?: string } {
  const qrcodeKey = textOf(body, "Qrcode_key", "qrcode_key", "qrcodeKey");
  return qrcodeKey === "" ? {} : { qrcodeKey };
}
