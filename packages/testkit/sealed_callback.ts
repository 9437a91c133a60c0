import { Buffer } from "node:buffer";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createCallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";

/** The keys and the time with which WeCom encrypts and signs a callback. */
export interface CallbackSealing {
  readonly token: string;
  readonly encodingAesKey: string;
  /** The corp id for an app, an empty string for an AI bot. */
  readonly receiveId: string;
  /** The signed time, Unix seconds. */
  readonly atSeconds: number;
}

/** An encrypted message, and the query parameters that sign it. */
export interface SealedCallback {
  readonly encrypted: string;
  readonly query: {
    readonly msg_signature: string;
    readonly timestamp: string;
    readonly nonce: string;
  };
  /** The body of a POST: JSON for an AI bot, XML for an app. */
  readonly body: string;
}

/** Encrypts and signs a message as WeCom does (document path 90968). */
export function sealCallback(message: string, sealing: CallbackSealing): SealedCallback {
  const { token, receiveId } = sealing;
  const key = createCallbackKey(sealing.encodingAesKey);
  const random16 = Buffer.from(systemRandomBytes(16));
  const encrypted = encryptMessage({ key, message, receiveId, random16 });
  const timestamp = String(sealing.atSeconds);
  const nonce = randomHex(systemRandomBytes, 8);
  const signature = signCallback({ token, timestamp, nonce, encrypted });
  return {
    encrypted,
    query: { msg_signature: signature, timestamp, nonce },
    body: receiveId === ""
      ? JSON.stringify({ encrypt: encrypted })
      : `<xml><ToUserName><![CDATA[to]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
}

/** The XML of a text message from `zhangsan`. `fields` replaces elements or adds some. */
export function textMessageXml(fields: Readonly<Record<string, string>>): string {
  const all = {
    FromUserName: "zhangsan",
    CreateTime: "1767225600",
    MsgType: "text",
    Content: "你好",
    MsgId: String(BigInt(`0x${randomHex(systemRandomBytes, 7)}`)),
    ...fields,
  };
  const elements = Object.entries(all).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<xml>${elements.join("")}</xml>`;
}
