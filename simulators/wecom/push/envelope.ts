import {
  createCallbackKey,
  decryptMessage,
  encryptMessage,
} from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";
import type { CallbackSettings } from "simulators/wecom/channels.ts";
import { cdata } from "simulators/wecom/push/xml.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A callback as it goes over the wire: parameters of the URL, and the body. */
export interface Envelope {
  query: { msg_signature: string; timestamp: string; nonce: string };
  body: string;
  contentType: string;
}

/** An encrypted and signed text, before it becomes XML or JSON. */
interface Sealed {
  encrypted: string;
  query: Envelope["query"];
}

/** Encrypts and signs `plain` (D90968). `receiveId` is the corpid, or empty for a bot. */
export function seal(
  { now, randomBytes }: Pick<WecomState, "now" | "randomBytes">,
  { callback, plain, receiveId }: { callback: CallbackSettings; plain: string; receiveId: string },
): Sealed {
  const encrypted = encryptMessage({
    key: createCallbackKey(callback.encodingAesKey),
    message: plain,
    receiveId,
    random16: randomBytes(16),
  });
  const timestamp = String(Math.floor(now() / 1000));
  const nonce = createNonce(randomBytes(10));
  const msg_signature = signCallback({ token: callback.token, timestamp, nonce, encrypted });
  return { encrypted, query: { msg_signature, timestamp, nonce } };
}

/** Ten digits, the first not zero. */
function createNonce(bytes: Uint8Array): string {
  return [...bytes].map((byte, index) => index === 0 ? 1 + byte % 9 : byte % 10).join("");
}

/**
 * The XML envelope (D90930). As with the real WeCom, the elements are in any order, with or without line breaks between
 * them, and AgentID is with or without CDATA; `agentId` null omits it.
 */
export function createXmlEnvelope(
  state: Pick<WecomState, "now" | "randomBytes">,
  options: { callback: CallbackSettings; plain: string; corpId: string; agentId: number | null },
): Envelope {
  const { callback, plain, corpId, agentId } = options;
  const { encrypted, query } = seal(state, { callback, plain, receiveId: corpId });
  const [cdataBit = 0, breakBit = 0, ...order] = state.randomBytes(5);
  const id = cdataBit % 2 === 0 ? cdata(String(agentId)) : String(agentId);
  const elements = [
    `<ToUserName>${cdata(corpId)}</ToUserName>`,
    ...agentId === null ? [] : [`<AgentID>${id}</AgentID>`],
    `<Encrypt>${cdata(encrypted)}</Encrypt>`,
  ];
  const shuffled = elements.map((element, index) => ({ element, rank: order[index] ?? 0 }))
    .sort((one, other) => one.rank - other.rank).map(({ element }) => element);
  const between = breakBit % 2 === 0 ? "\n" : "";
  return {
    query,
    body: ["<xml>", ...shuffled, "</xml>"].join(between),
    contentType: "text/xml",
  };
}

/** The JSON envelope of an AI bot; its receive id is empty (D101033). */
export function createJsonEnvelope(
  state: Pick<WecomState, "now" | "randomBytes">,
  { callback, plain }: { callback: CallbackSettings; plain: string },
): Envelope {
  const { encrypted, query } = seal(state, { callback, plain, receiveId: "" });
  return {
    query,
    body: JSON.stringify({ encrypt: encrypted }),
    contentType: "application/json",
  };
}

/**
 * Opens a reply as WeCom does: signature, then cipher, then receive id.
 * @throws Error that names the problem
 */
export function openReply(
  callback: CallbackSettings,
  reply: { encrypted: string; signature: string; timestamp: string; nonce: string },
  receiveId: string,
): string {
  const { encrypted, signature, timestamp, nonce } = reply;
  if (signCallback({ token: callback.token, timestamp, nonce, encrypted }) !== signature) {
    throw new Error("the signature of the reply is wrong");
  }
  const opened = decryptReply(callback, encrypted);
  if (opened.receiveId !== receiveId) {
    throw new Error(`the reply's receive id is "${opened.receiveId}" instead of "${receiveId}"`);
  }
  return opened.message;
}

function decryptReply(callback: CallbackSettings, encrypted: string) {
  try {
    return decryptMessage({ key: createCallbackKey(callback.encodingAesKey), encrypted });
  } catch {
    throw new Error("the reply cannot be decrypted");
  }
}
