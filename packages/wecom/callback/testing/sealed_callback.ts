import { Buffer } from "node:buffer";
import {
  type CallbackKey,
  createCallbackKey,
  encryptMessage,
} from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";

export const CORP_ID = "ww0123456789abcdef";
export const ENCODING_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
export const PAIR = { token: "aTokenForTests", key: createCallbackKey(ENCODING_AES_KEY) };

const RANDOM16 = Buffer.from("0123456789abcdef");

/** Values to use instead of {@link PAIR} and {@link CORP_ID}. */
export interface SealOptions {
  readonly pair?: { readonly token: string; readonly key: CallbackKey };
  readonly receiveId?: string;
  readonly nonce?: string;
}

/** The query and ciphertext with which WeCom would send `message`. */
export function sealCallback(message: string, options: SealOptions = {}) {
  const { pair = PAIR, receiveId = CORP_ID } = options;
  const encrypted = encryptMessage({ key: pair.key, message, receiveId, random16: RANDOM16 });
  return { encrypted, query: signedQuery(encrypted, options) };
}

/** The query with which WeCom would send this ciphertext. */
export function signedQuery(encrypted: string, { pair = PAIR, nonce = "nonce" }: SealOptions = {}) {
  const timestamp = "1700000000";
  const msgSignature = signCallback({ token: pair.token, timestamp, nonce, encrypted });
  return { timestamp, nonce, msgSignature };
}

/** The body in which WeCom would send this ciphertext to an app. */
export function xmlBody(encrypted: string): string {
  return `<xml><ToUserName><![CDATA[${CORP_ID}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>` +
    `<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
}
