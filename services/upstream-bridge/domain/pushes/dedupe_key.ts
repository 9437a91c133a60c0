import { sha256Hex } from "packages/platform/encoding.ts";
import type { RawPush } from "services/upstream-bridge/domain/pushes/push.ts";
import { chatOf } from "services/upstream-bridge/domain/pushes/read_message.ts";
import { idOf, isWireRecord, textOf } from "services/upstream-bridge/domain/wire_fields.ts";

/** What recognises a repeated callback. */
export interface DedupeKey {
  /** The same for every delivery of one message, or of one event within its window of 10 minutes. */
  readonly key: string;
  /**
   * The key of the window before, of events without a sequence number: the callback is also a repetition when one with
   * this key was received less than {@link EVENT_WINDOW_MS} ago.
   */
  readonly earlierKey?: string;
}

/** Two equal events that are further apart are two events, such as two scans of a QR code. */
export const EVENT_WINDOW_MS = 600_000;

/** A message's key has no type, because one page of the vendor's documents gives messages the type 100001. */
const MESSAGE_TYPES = new Set(["102000", "100001"]);

/**
 * The key of a callback. Messages have the key of their account and sequence number (`vid`, chat, `server_id`), so that a
 * replay by a new instance is recognised; such keys must be kept for at least 7 days. `vid`: the account's member id, null
 * when it is not known yet. `receivedAt`: epoch milliseconds. Source: the upstream's facts, section 5.4.
 */
export function dedupeKeyOf(
  { uuid, type, body }: RawPush,
  { vid, receivedAt }: { readonly vid: string | null; readonly receivedAt: number },
): DedupeKey {
  const serverId = isWireRecord(body) ? idOf(body, "server_id", "serverId", "newMsgId") : null;
  if (isWireRecord(body) && serverId !== null) {
    const { chatId } = chatOf(body, vid);
    const refersTo = idOf(body, "referid", "referId", "refer_id");
    const msgType = textOf(body, "msgtype", "msgType", "msg_type");
    const kind = MESSAGE_TYPES.has(type) ? "" : type;
    return { key: keyOf(["message", vid ?? uuid, chatId, serverId, refersTo, msgType, kind]) };
  }
  const window = Math.floor(receivedAt / EVENT_WINDOW_MS);
  const content = ["event", uuid, type, sorted(body)];
  return { key: keyOf([...content, window]), earlierKey: keyOf([...content, window - 1]) };
}

function keyOf(parts: readonly unknown[]): string {
  return sha256Hex(JSON.stringify(parts));
}

/** The same value with its fields in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isWireRecord(value)) return value;
  return Object.keys(value).sort().map((name) => [name, sorted(value[name])]);
}
