import { Buffer } from "node:buffer";
import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import type { Site } from "tests/support/browser.ts";
import type { Clock } from "packages/platform/clock.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createCallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";

/** What a callback is made of, where it should differ from what WeCom would send to the app `default` now. */
export interface Sealing {
  readonly token?: string;
  readonly encodingAesKey?: string;
  readonly receiveId?: string;
  /** From the stack's time, in seconds. */
  readonly skewSeconds?: number;
}

/** A text of zhangsan to the app; `fields` replaces elements or adds some. */
export function textMessage(fields: Readonly<Record<string, string>> = {}): string {
  const all = {
    ToUserName: SIMULATED_WECOM.WECOM_CORP_ID,
    FromUserName: "zhangsan",
    CreateTime: "1767225600",
    MsgType: "text",
    Content: "你好",
    MsgId: String(BigInt(`0x${randomHex(systemRandomBytes, 7)}`)),
    AgentID: SIMULATED_WECOM.WECOM_AGENT_ID,
    ...fields,
  };
  const elements = Object.entries(all).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<xml>${elements.join("")}</xml>`;
}

/** Ciphertext, and the query that signs it. */
export function sealCallback(
  stack: { readonly clock: Clock },
  message: string,
  options: Sealing = {},
): { encrypted: string; query: Record<string, string> } {
  const key = createCallbackKey(options.encodingAesKey ?? SIMULATED_WECOM.WECOM_ENCODING_AES_KEY);
  const token = options.token ?? SIMULATED_WECOM.WECOM_TOKEN;
  const receiveId = options.receiveId ?? SIMULATED_WECOM.WECOM_CORP_ID;
  const random16 = Buffer.from(systemRandomBytes(16));
  const encrypted = encryptMessage({ key, message, receiveId, random16 });
  const seconds = Math.floor(stack.clock.now() / 1000) + (options.skewSeconds ?? 0);
  const timestamp = String(seconds);
  const nonce = randomHex(systemRandomBytes, 8);
  const signature = signCallback({ token, timestamp, nonce, encrypted });
  return { encrypted, query: { msg_signature: signature, timestamp, nonce } };
}

/** Sends a sealed message as WeCom would: XML, or JSON for a bot (whose receive id is empty). */
export async function postCallback(
  stack: Site & { readonly clock: Clock },
  message: string,
  { path = "/api/v1/wecom/callback", ...options }: Sealing & { readonly path?: string } = {},
): Promise<Response> {
  const { encrypted, query } = sealCallback(stack, message, options);
  const body = options.receiveId === ""
    ? JSON.stringify({ encrypt: encrypted })
    : `<xml><ToUserName><![CDATA[to]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  const url = `${stack.publicUrl}${path}?${new URLSearchParams(query)}`;
  return await stack.fetch(url, { method: "POST", body });
}
