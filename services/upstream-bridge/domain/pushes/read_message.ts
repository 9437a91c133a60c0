import {
  isFromPeople,
  messageKindOf,
  SYSTEM_NOTICE,
} from "services/upstream-bridge/domain/pushes/message_kinds.ts";
import type { PushedMessage } from "services/upstream-bridge/domain/pushes/push.ts";
import type { PushName } from "services/upstream-bridge/domain/pushes/push_names.ts";
import {
  firstOf,
  flagOf,
  idOf,
  integerOf,
  textOf,
  timeOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";

/**
 * Reads a message, or a notice with the form of a message, under all names that builds of the upstream give its fields.
 * `ownVid`: the account's member id.
 */
export function readMessage(
  name: PushName,
  body: WireRecord,
  ownVid: string | null,
): PushedMessage {
  const msgType = integerOf(body, "msgtype", "msgType", "msg_type");
  const kind = messageKindOf(msgType);
  const senderId = idOf(body, "sender", "fromUser");
  const direction = senderId !== null && senderId === ownVid ? "own" : "inbound";
  const { isRoom, chatId } = chatOf(body, ownVid);
  const refersTo = idOf(body, "referid", "referId", "refer_id");
  const isReplay = flagOf(body, "issync", "isSync", "is_sync") ?? false;
  return {
    kind,
    msgType,
    msgId: idOf(body, "msg_id", "msgId"),
    serverId: idOf(body, "server_id", "serverId", "newMsgId"),
    direction,
    isRoom,
    chatId,
    senderId,
    senderName: textOf(body, "sender_name", "senderName"),
    kfId: idOf(body, "kf_id", "kfId"),
    text: kind === "text" ? contentOf(body) : null,
    refersTo,
    isReplay,
    sentAt: timeOf(body, "send_time", "sendTime", "createTime", "sendtime"),
    refusal: refusalOf(name, msgType, body),
    isNewFromPerson: name === "message" && direction === "inbound" && senderId !== null &&
      refersTo === null && !isReplay && isFromPeople(kind, msgType),
  };
}

/**
 * The chat of a message. A room's message has no other party: without the room's id its chat is unknown, because it must
 * never end up in the chat with its sender.
 */
export function chatOf(
  body: WireRecord,
  ownVid: string | null,
): { readonly isRoom: boolean; readonly chatId: string | null } {
  const roomId = idOf(body, "room_conversation_id", "roomId", "room_id", "roomid");
  const isRoom = roomId !== null || flagOf(body, "is_room", "isRoom") === true;
  if (isRoom) return { isRoom, chatId: roomId };
  const sender = idOf(body, "sender", "fromUser");
  const receiver = idOf(body, "receiver", "toUser");
  return { isRoom, chatId: sender === null || sender === ownVid ? receiver : sender };
}

function contentOf(body: WireRecord): string | null {
  const content = firstOf(body, "content");
  return typeof content === "string" ? content : null;
}

/** Only system notices count, and of them only the mark that the upstream sets: the words are not read. */
function refusalOf(
  name: PushName,
  msgType: number | null,
  body: WireRecord,
): PushedMessage["refusal"] {
  const mark = msgType === SYSTEM_NOTICE ? textOf(body, "app_info", "appInfo") : "";
  if (mark.endsWith("_need_verify")) return "recipient_deleted";
  if (mark.endsWith("_blacklist")) return "recipient_blocked";
  if (mark.startsWith("spam_block")) return "account_restricted";
  if (name === "message.rejected_deleted") return "recipient_deleted";
  return name === "message.rejected_blocked" ? "recipient_blocked" : null;
}
