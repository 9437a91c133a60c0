import type { z } from "zod";
import { eventMessage } from "packages/wecom/callback/event_wire.ts";
import { sentMessage } from "packages/wecom/callback/message_wire.ts";
import { renameFields } from "packages/wecom/callback/wire_fields.ts";
import { readXml, type XmlElement, type XmlValue } from "packages/wecom/callback/xml.ts";

/**
 * What somebody sent to an app; `kind` is the wire's `MsgType`. Fields have the wire's names in
 * camel case (`MsgId` is `msgId`, `UserID` is `userId`); ids are strings.
 */
export type SentMessage = z.output<typeof sentMessage>;

/** What happened; `event` is the wire's `Event`, and `changeType` narrows further. */
export type EventMessage = z.output<typeof eventMessage>;

/** A message of a kind, or in a form, that is not known here. Nothing of it is lost. */
export interface UnknownMessage {
  readonly kind: "unknown";
  readonly msgType?: string;
  readonly event?: string;
  readonly fromUserName?: string;
  readonly msgId?: string;
  /** As they came, with the wire's names. */
  readonly fields: XmlElement;
}

/** What arrives at the callback of an app, of kf or of the contacts. */
export type AppMessage = SentMessage | EventMessage | UnknownMessage;

/**
 * Reads the decrypted XML of a callback (document paths 90239, 90240, 90970, 92130, 94670).
 * Throws {@link CallbackCryptoError} with reason `xml` when it is not acceptable XML; a message
 * that is not understood is returned as `unknown`.
 */
export function parseMessage(xml: string): AppMessage {
  const fields = readXml(xml);
  const { msgType, ...named } = renameFields(fields, toCamelCase) as { msgType?: unknown };
  const parsed = msgType === "event"
    ? eventMessage.safeParse({ ...named, kind: "event" })
    : sentMessage.safeParse({ ...named, kind: msgType });
  return parsed.success ? parsed.data : unknownMessage(fields);
}

function toCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1).replace(/ID$/, "Id");
}

function unknownMessage(fields: XmlElement): UnknownMessage {
  return {
    kind: "unknown",
    ...isText(fields.MsgType) && { msgType: fields.MsgType },
    ...isText(fields.Event) && { event: fields.Event },
    ...isText(fields.FromUserName) && { fromUserName: fields.FromUserName },
    ...isText(fields.MsgId) && { msgId: fields.MsgId },
    fields,
  };
}

function isText(value: XmlValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}
