import type { z } from "zod";
import { eventMessage } from "packages/wecom/callback/event_wire.ts";
import { sentMessage } from "packages/wecom/callback/message_wire.ts";
import { renameFields } from "packages/wecom/callback/wire_fields.ts";
import { readXml, type XmlElement, type XmlValue } from "packages/wecom/callback/xml.ts";

/**
 * A message to an app; `kind` is the wire's `MsgType`. Fields have the wire's names in camel case
 * (`MsgId` is `msgId`, `UserID` is `userId`); ids are strings.
 */
export type SentMessage = z.output<typeof sentMessage>;

/** An event that is read field by field; `event` is the wire's `Event`. */
export type EventMessage = z.output<typeof eventMessage>;

/** A message or event that is not read field by field here, with all its fields. */
export interface UnknownMessage {
  readonly kind: "unknown";
  readonly msgType?: string;
  readonly event?: string;
  readonly fromUserName?: string;
  readonly msgId?: string;
  /** The original fields, with the wire's names. */
  readonly fields: XmlElement;
}

/** A message or event that arrives at the callback of an app, of 微信客服 or of the directory. */
export type AppMessage = SentMessage | EventMessage | UnknownMessage;

/**
 * Reads the decrypted XML of a callback. A message of another kind or form is returned as `unknown`.
 * Source: document paths 90239, 90240, 90970, 94670.
 * @throws CallbackCryptoError with reason `xml` when `readXml` refuses the text
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
