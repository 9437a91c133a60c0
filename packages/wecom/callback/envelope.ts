import { z } from "zod";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";

/** Far above WeCom's longest message. A longer body is refused before the signature check. */
const MAX_CHARS = 1_048_576;

/**
 * Finds the ciphertext in a callback's body: XML of an app or 微信客服, JSON of an AI bot. Only the
 * ciphertext is signed, so nothing else is read. In XML the order of elements varies, and CDATA may
 * be missing. Source: document paths 90930 and 101033.
 * @throws CallbackCryptoError with reason `xml` when the body is not one encrypted envelope
 */
export function readEnvelope(body: string): string {
  if (body.length > MAX_CHARS) throw new CallbackCryptoError("xml");
  const text = body.replace(/^\uFEFF/, "").trim();
  return text.startsWith("{") ? encryptedOfJson(text) : encryptedOfXml(text);
}

const OPEN = "<Encrypt>";
const CLOSE = "</Encrypt>";

/**
 * Cuts the text out instead of parsing the XML: this runs before the signature check, so any client
 * can cause this work, and a parser takes a hundred times as long.
 */
function encryptedOfXml(text: string): string {
  const [, inside = "", ...more] = text.split(OPEN, 3);
  const close = inside.indexOf(CLOSE);
  const isEnvelope = text.startsWith("<xml>") && text.endsWith("</xml>") &&
    close !== -1 && more.length === 0;
  // Refuse DTDs, comments and processing instructions: other readers could see a different text.
  if (!isEnvelope || /<(?:\?|!(?!\[CDATA\[))/.test(text)) throw new CallbackCryptoError("xml");
  const content = inside.slice(0, close).trim();
  const encrypted = /^<!\[CDATA\[([^\]]*)\]\]>$/.exec(content)?.[1] ?? content;
  return checkedBase64(encrypted.trim());
}

const jsonEnvelope = z.object({ encrypt: z.string() });

function encryptedOfJson(text: string): string {
  try {
    return checkedBase64(jsonEnvelope.parse(JSON.parse(text)).encrypt);
  } catch {
    throw new CallbackCryptoError("xml");
  }
}

function checkedBase64(text: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new CallbackCryptoError("xml");
  return text;
}

/** The parts of a reply that is encrypted and signed. */
export interface SealReplyOptions {
  readonly token: string;
  readonly key: CallbackKey;
  /** The reply's JSON before encryption. */
  readonly message: string;
  /** The same as in the callback that is answered. */
  readonly receiveId: string;
  /** Now, in Unix seconds. */
  readonly timestamp: number;
  /** The nonce of the callback's URL: WeCom accepts no other. */
  readonly nonce: string;
  readonly random16: Uint8Array;
}

/**
 * Encrypts and signs an AI bot's reply. Returns the JSON body that answers the callback.
 * @throws TypeError when `random16` is not 16 bytes. Source: document path 101033
 */
export function sealReply(options: SealReplyOptions): string {
  const { token, nonce, timestamp } = options;
  const encrypt = encryptMessage(options);
  const msgsignature = signCallback({
    token,
    timestamp: String(timestamp),
    nonce,
    encrypted: encrypt,
  });
  return JSON.stringify({ encrypt, msgsignature, timestamp, nonce });
}
