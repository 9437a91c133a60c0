import { nameChannel } from "simulators/wecom/channels.ts";
import type { Agent } from "simulators/wecom/corp.ts";
import { describeMessage, type PushMessage } from "simulators/wecom/push/message_schema.ts";
import type { PreparedPush, PushOrder } from "simulators/wecom/push/push_order.ts";
import { addSampleMedia, type MediaKind } from "simulators/wecom/push/sample_media.ts";
import type { XmlFields } from "simulators/wecom/push/xml.ts";
import { prepareXmlPushes } from "simulators/wecom/push/xml_push.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A member's message, or an event, for a self-built app (D90239, D90240). */
export function pushToApp(
  state: WecomState,
  { agent }: { agent: Agent },
  order: PushOrder,
): PreparedPush[] {
  const { corp, fromUser, message } = order;
  const channel = nameChannel({ corpId: corp.id, kind: "app", agentId: agent.id });
  const isOfSystem = fromUser === "sys";
  const msgId = message.kind === "event" ? "" : createMsgId(state);
  const fields = {
    ToUserName: corp.id,
    FromUserName: fromUser,
    CreateTime: Math.floor(state.now() / 1000),
    ...describeInXml(state, corp.id, message),
    ...msgId !== "" && { MsgId: BigInt(msgId) },
    ...!isOfSystem && { AgentID: agent.id },
  };
  if (!isOfSystem) recordSaid(state, { order, channel, msgId });
  const agentId = isOfSystem ? null : agent.id;
  const { callback } = agent;
  return prepareXmlPushes(state, order, { channel, msgId, fields, callback, agentId });
}

/** 64 bits with the highest clear, above what a JavaScript number can hold. */
function createMsgId({ randomBytes }: WecomState): string {
  const bytes = randomBytes(8);
  const random = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return String((random >> 2n) + (1n << 62n));
}

/** Adds the person's message to their chat. */
function recordSaid(
  state: WecomState,
  { order, channel, msgId }: { order: PushOrder; channel: string; msgId: string },
): void {
  const { kind, ...content } = order.message;
  state.chats.record({
    corpId: order.corp.id,
    channel,
    person: order.fromUser,
    from: "person",
    via: "callback",
    msgId,
    msgtype: kind === "other" ? order.message.msgtype : kind,
    text: describeMessage(order.message),
    content,
    outcome: "shown",
  });
}

function describeInXml(state: WecomState, corpId: string, message: PushMessage): XmlFields {
  const mediaOf = (kind: MediaKind, mediaId: string | undefined) =>
    mediaId ?? addSampleMedia(state, corpId, kind);
  switch (message.kind) {
    case "text":
      return { MsgType: "text", Content: message.content };
    case "image": {
      const MediaId = mediaOf("image", message.mediaId);
      const PicUrl = `https://wework.qpic.cn/simulated/${MediaId}/0`;
      return { MsgType: "image", PicUrl, MediaId };
    }
    case "voice":
      return { MsgType: "voice", MediaId: mediaOf("voice", message.mediaId), Format: "amr" };
    case "video": {
      const ThumbMediaId = addSampleMedia(state, corpId, "image");
      return { MsgType: "video", MediaId: mediaOf("video", message.mediaId), ThumbMediaId };
    }
    case "location":
      return {
        MsgType: "location",
        Location_X: message.latitude,
        Location_Y: message.longitude,
        Scale: message.scale,
        Label: message.label,
        AppType: "wxwork",
      };
    case "link":
      return {
        MsgType: "link",
        Title: message.title,
        Description: message.description,
        Url: message.url,
        PicUrl: message.picUrl,
      };
    case "file":
      // WeCom never sends this to an app (D90239); it tests how unknown kinds are read.
      return { MsgType: "file", MediaId: mediaOf("file", message.mediaId) };
    case "mixed":
      return { MsgType: "text", Content: message.content };
    case "event":
      return { MsgType: "event", Event: message.event, ...message.fields };
    case "other":
      return { MsgType: message.msgtype, ...message.fields };
  }
}
