import type {
  AppMessage,
  EventMessage,
  SentMessage,
  UnknownMessage,
} from "packages/wecom/callback/message.ts";
import { readableWords } from "packages/wecom/readable_words.ts";
import type {
  MessageContent,
  MessageWork,
  Understood,
} from "services/callback/inbox/inbox_entry.ts";

/** Values of a member's `Status`. Document path 90970. */
const STATUS_DISABLED = 2;
const STATUS_LEFT = 5;

/** The kind, sender, time and work of a callback of an app, of 微信客服 or of the contacts. */
export function understandAppMessage(
  message: AppMessage,
  scope: { readonly corpId: string; readonly agentId: string | undefined },
): Understood {
  if (message.kind === "event") return understandEvent(message, scope.corpId);
  const content = contentOf(message);
  const { sender, agentId, sentAtSeconds } = describeSent(message);
  return {
    kind: message.kind === "unknown" ? message.event ?? message.msgType ?? "unknown" : message.kind,
    sender,
    sentAtSeconds,
    work: content === undefined || sender === undefined ? undefined : {
      kind: "message",
      body: {
        kind: "app_message",
        agentId: agentId ?? scope.agentId ?? "",
        userId: sender,
        content,
      },
    },
  };
}

function understandEvent(event: EventMessage, corpId: string): Understood {
  return {
    kind: event.event,
    sender: "fromUserName" in event ? event.fromUserName : undefined,
    sentAtSeconds: event.createTime,
    work: workOf(event, corpId),
  };
}

function workOf(event: EventMessage, corpId: string): MessageWork | undefined {
  if (event.event === "kf_msg_or_event") {
    const { openKfId, token: syncToken } = event;
    return { kind: "message", body: { kind: "kf_news", openKfId, syncToken } };
  }
  const { userId, changeType, newUserId, status } = event;
  // A new member has no sessions to end.
  if (changeType === "create_user") return undefined;
  const hasLeft = changeType === "delete_user" || newUserId !== undefined || status === STATUS_LEFT;
  const change = hasLeft ? "left" : status === STATUS_DISABLED ? "disabled" : "updated";
  return { kind: "member", change: { corpId, userId, change } };
}

function describeSent(message: SentMessage | UnknownMessage) {
  if (message.kind !== "unknown") {
    const { fromUserName: sender, agentId, createTime: sentAtSeconds } = message;
    return { sender, agentId, sentAtSeconds };
  }
  const { AgentID: agentId, CreateTime: createTime } = message.fields;
  return {
    sender: message.fromUserName,
    agentId: typeof agentId === "string" && agentId !== "" ? agentId : undefined,
    sentAtSeconds: typeof createTime === "string" ? Number(createTime) : undefined,
  };
}

/** `undefined` for unknown events, which have no content. */
function contentOf(message: SentMessage | UnknownMessage): MessageContent | undefined {
  switch (message.kind) {
    case "text":
      return { type: "text", text: message.content };
    case "voice": {
      const { mediaId, recognition: text } = message;
      return { type: "voice", mediaId, ...text !== undefined && { text } };
    }
    case "image":
    case "video":
      return { type: message.kind, mediaId: message.mediaId };
    case "location": {
      const { latitude, longitude, label } = message;
      return { type: "location", latitude, longitude, label };
    }
    case "link": {
      const { title, description, url } = message;
      return { type: "link", title, description, url };
    }
    case "unknown":
      return contentOfUnknown(message);
  }
}

function contentOfUnknown({ msgType, fields }: UnknownMessage): MessageContent | undefined {
  if (msgType === undefined || msgType === "event") return undefined;
  const { MediaId: mediaId } = fields;
  if (msgType === "file" && typeof mediaId === "string") return { type: "file", mediaId };
  const text = readableWords(fields);
  return { type: "other", name: msgType, ...text !== "" && { text } };
}
