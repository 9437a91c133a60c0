import { hideSecrets } from "packages/upstream_push/hide_secrets.ts";
import { isFromPeople } from "services/upstream-bridge/domain/pushes/message_kinds.ts";
import type { Push, PushedMessage } from "services/upstream-bridge/domain/pushes/push.ts";

/** An event as it is stored for a callback. */
export interface PushEvent {
  /** `account.message` is also a webhook; the others are for the event stream only. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The event of a callback. Undefined: it has none, because it is about the state, or is no content for people, such as a
 * read receipt. Contacts have {@link contactChanges}. `body` is the body of the callback.
 */
export function pushEvent(push: Push, body: unknown): PushEvent | undefined {
  switch (push.kind) {
    case "state":
      return undefined;
    case "message":
      return messageEvent(push.message);
    case "other":
      return { type: push.name, data: { body: hideSecrets(body) } };
    case "unknown":
      return { type: push.name, data: { body: hideSecrets(body) } };
  }
}

/** Whether a person wrote it to the account, now or earlier. */
export function isPersonsMessage(message: PushedMessage): boolean {
  const { kind, msgType, direction, senderId, chatId, refersTo, refusal } = message;
  return direction === "inbound" && senderId !== null && chatId !== null && refersTo === null &&
    refusal === null && isFromPeople(kind, msgType);
}

function messageEvent(message: PushedMessage): PushEvent | undefined {
  const { kind, direction, refersTo } = message;
  if (kind === "control") return undefined;
  const data = messageData(message);
  if (isPersonsMessage(message)) return { type: "account.message", data };
  if (refersTo !== null) return { type: "message.operation", data: { ...data, refersTo } };
  if (direction === "own") return { type: "message.own", data: { ...data, direction } };
  return { type: "message.notice", data };
}

function messageData(message: PushedMessage) {
  const { chatId, isRoom, senderId, senderName, kind, text, sentAt, serverId, kfId } = message;
  return {
    chatId,
    isRoom,
    senderId,
    ...senderName !== "" && { senderName },
    kind,
    ...text !== null && { text },
    ...sentAt !== null && { sentAt: new Date(sentAt).toISOString() },
    serverId: serverId ?? message.msgId ?? "0",
    ...kfId !== null && { kfId },
  };
}
