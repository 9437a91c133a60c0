import type { Clock } from "packages/platform/clock.ts";
import { type RandomBytes, randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createCallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";
import { receiveIdOf, type WrittenApp } from "tools/doctor/settings.ts";

/** Values that sign a request as WeCom does. */
export interface SignWith {
  readonly token: string;
  readonly encodingAesKey: string;
  readonly receiveId: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** The values of an app that has a token and a key. */
export function signWithKeysOf(app: WrittenApp, clock: Clock): SignWith {
  return {
    token: app.token!,
    encodingAesKey: app.encodingAesKey!,
    receiveId: receiveIdOf(app),
    clock,
    randomBytes: systemRandomBytes,
  };
}

/** A URL verification as the console's Save button sends it (document path 90930). */
export interface SignedVerification {
  readonly url: string;
  /** The answer must contain exactly this. */
  readonly plain: string;
}

/** A message as WeCom sends it. */
export interface SignedMessage {
  readonly url: string;
  readonly body: string;
}

/**
 * Signs a URL verification of `address`.
 * @throws CallbackCryptoError when the key is not valid
 */
export function signVerification(address: string, signWith: SignWith): SignedVerification {
  const plain = [...signWith.randomBytes(18)].map((byte) => byte % 10).join("");
  const { query, encrypted } = seal(plain, signWith);
  return { url: `${address}?${new URLSearchParams({ ...query, echostr: encrypted })}`, plain };
}

/**
 * Signs a text message from `userId`.
 * @throws CallbackCryptoError when the key is not valid
 */
export function signTextMessage(
  address: string,
  message: { readonly userId: string; readonly agentId: string; readonly content: string },
  signWith: SignWith,
): SignedMessage {
  const seconds = Math.floor(signWith.clock.now() / 1_000);
  // 18 digits as in WeCom; no real id starts with 999.
  const id = [...signWith.randomBytes(15)].map((byte) => byte % 10).join("");
  const cdata = (text: string) => `<![CDATA[${text.replaceAll("]]>", "")}]]>`;
  const plain = `<xml><ToUserName>${cdata(signWith.receiveId)}</ToUserName>` +
    `<FromUserName>${cdata(message.userId)}</FromUserName><CreateTime>${seconds}</CreateTime>` +
    `<MsgType>${cdata("text")}</MsgType><Content>${cdata(message.content)}</Content>` +
    `<MsgId>999${id}</MsgId><AgentID>${message.agentId}</AgentID></xml>`;
  const { query, encrypted } = seal(plain, signWith);
  const body = `<xml><ToUserName>${cdata(signWith.receiveId)}</ToUserName>` +
    `<Encrypt>${cdata(encrypted)}</Encrypt><AgentID>${message.agentId}</AgentID></xml>`;
  return { url: `${address}?${new URLSearchParams(query)}`, body };
}

function seal(plain: string, { token, encodingAesKey, receiveId, clock, randomBytes }: SignWith) {
  const encrypted = encryptMessage({
    key: createCallbackKey(encodingAesKey),
    message: plain,
    receiveId,
    random16: randomBytes(16),
  });
  const timestamp = String(Math.floor(clock.now() / 1_000));
  const nonce = randomHex(randomBytes, 8);
  const signature = signCallback({ token, timestamp, nonce, encrypted });
  return { query: { msg_signature: signature, timestamp, nonce }, encrypted };
}
