import type { CallbackSettings } from "simulators/wecom/channels.ts";
import { clipText } from "simulators/wecom/push/clip_text.ts";
import { openReply } from "simulators/wecom/push/envelope.ts";
import { readElement } from "simulators/wecom/push/xml.ts";

/** A message that came back in the answer to a callback (D90241). */
export interface PassiveReply {
  msgtype: string;
  text: string;
  content: Record<string, unknown>;
}

/** Texts are cut at this length, as those of `message/send`. */
const maximumTextBytes = 2048;

/**
 * Reads the answer to an app's callback. Nothing, also as `success`, is no reply. Throws an Error
 * that names what is wrong with the envelope, its signature, its receive id or its addresses.
 */
export function readPassiveReply(
  body: string,
  { callback, corpId, person }: { callback: CallbackSettings; corpId: string; person: string },
): PassiveReply | undefined {
  if (["", "success"].includes(body.trim())) return undefined;
  const read = (name: string) => {
    const text = readElement(body, name);
    if (text === undefined) throw new Error(`the reply has no element ${name}`);
    return text;
  };
  const plain = openReply(callback, {
    encrypted: read("Encrypt"),
    signature: read("MsgSignature"),
    timestamp: read("TimeStamp"),
    nonce: read("Nonce"),
  }, corpId);
  if (readElement(plain, "FromUserName") !== corpId) {
    throw new Error("the reply's FromUserName is not the corpid");
  }
  if (readElement(plain, "ToUserName")?.toLowerCase() !== person.toLowerCase()) {
    throw new Error("the reply's ToUserName is not the member who wrote");
  }
  const msgtype = readElement(plain, "MsgType") ?? "";
  if (msgtype === "") throw new Error("the reply has no MsgType");
  if (msgtype !== "text") return { msgtype, text: `[${msgtype}]`, content: { xml: plain } };
  const content = clipText(readElement(plain, "Content") ?? "", maximumTextBytes);
  return { msgtype, text: content, content: { content } };
}
