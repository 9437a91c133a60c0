import type { Message } from "simulators/upstream/state/accounts.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";

const DIRECT_FLAG = 16_777_216;
const ROOM_FLAG = 83_886_080;

/** A message as callbacks contain it. */
export function messageBody(
  message: Message,
  { isSync, dialect }: { isSync: boolean; dialect: Settings["dialect"] },
): Record<string, unknown> {
  const { roomId } = message;
  const isRoom = roomId !== undefined;
  return {
    flag: isRoom ? ROOM_FLAG : DIRECT_FLAG,
    kf_id: BigInt(message.kfId),
    receiver: isRoom ? 0 : BigInt(message.receiver),
    sender: BigInt(message.sender),
    sender_name: message.senderName,
    is_room: isRoom ? 1 : 0,
    ...isRoom && { room_conversation_id: roomId },
    server_id: message.serverId,
    msg_id: message.msgId,
    content: message.content,
    issync: isSync,
    send_time: message.sentAt,
    referid: message.referid,
    app_info: String(message.msgId),
    readuinscount: 0,
    [dialect === "v2" ? "msgType" : "msgtype"]: message.msgtype,
    atList: [],
    ...message.more,
  };
}
