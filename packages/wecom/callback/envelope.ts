import { z } from "zod";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type CallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";

/** WeCom's longest message is far below; a body beyond it is not worth a signature check. */
const MAX_CHARS = 1_048_576;

/**
 * Finds the ciphertext in a callback's body (document paths 90930 and 101033). In XML the order
 * of elements varies, and CDATA may be missing. Throws {@link CallbackCryptoError} with reason
 * `xml`, also for a body that is not encrypted.
 */
export function readEnvelope(body: string): string {
  if (body.length > MAX_CHARS) throw new CallbackCryptoError("xml");
  const text = body.replace(/^\uFEFF/, "").trim();
  return text.startsWith("{") ? encryptedOfJson(text) : encryptedOfXml(text);
}

const OPEN = "<Encrypt>";
const CLOSE = "</Encrypt>";

/**
 * Cut out rather than parsed: this is the work that anybody can make us do, before the signature
 * says whether it was worth while, and a parser takes a hundred times as long.
 */
function encryptedOfXml(text: string): string {
  const [, inside = "", ...more] = text.split(OPEN, 3);
  const close = inside.indexOf(CLOSE);
  const isEnvelope = text.startsWith("<xml>") && text.endsWith("</xml>") &&
    close !== -1 && more.length === 0;
  // No DTD, comment or processing instruction: nothing that would make other readers see another text.
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
