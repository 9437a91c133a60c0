import {
  createCallbackKey,
  decryptMessage,
  encryptMessage,
} from "packages/wecom/callback/cipher.ts";
import { signCallback, verifySignature } from "packages/wecom/callback/signature.ts";
import { createCallback } from "simulators/wecom/channels.ts";

/** One request that a receiver got, opened. */
export interface Received {
  /** `msg_signature`, `timestamp` and `nonce` of the address. */
  query: Record<string, string>;
  body: string;
  plain: string;
  receiveId: string;
  /** Bytes of padding. */
  pad: number;
}

const { token, encodingAesKey } = createCallback("");
const key = createCallbackKey(encodingAesKey);

/**
 * A company's callback address for tests: checks the signature, opens the envelope, keeps what came,
 * and answers what `answer` returns (an empty 200 by default). Stop it by `await using`.
 */
export function openReceiver(
  answer: (received: Received, count: number) => Response | Promise<Response> = () =>
    new Response(""),
) {
  const received: Received[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      const body = await request.text();
      const one = openEnvelope(query, query.echostr ?? readEncrypted(body), body);
      received.push(one);
      return await answer(one, received.length);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/callback`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function readEncrypted(body: string): string {
  if (body.startsWith("{")) return JSON.parse(body).encrypt;
  return /<Encrypt><!\[CDATA\[(.+?)\]\]><\/Encrypt>/.exec(body)?.[1] ?? "";
}

function openEnvelope(query: Record<string, string>, encrypted: string, body: string): Received {
  const { msg_signature = "", timestamp = "", nonce = "" } = query;
  if (!verifySignature(msg_signature, { token, timestamp, nonce, encrypted })) {
    throw new Error("The simulator signed wrongly");
  }
  const { message, receiveId } = decryptMessage({ key, encrypted });
  const length = new TextEncoder().encode(message + receiveId).length + 20;
  return { query, body, plain: message, receiveId, pad: 32 - length % 32 };
}

function sealReply(plain: string, receiveId: string, nonce: string) {
  const random16 = new Uint8Array(16);
  const encrypted = encryptMessage({ key, message: plain, receiveId, random16 });
  const timestamp = "1700000000";
  const signature = signCallback({ token, timestamp, nonce, encrypted });
  return { encrypted, signature, timestamp, nonce };
}

/** An AI bot's reply; `nonce` must be the callback's. */
export function replyInJson(content: unknown, nonce: string | undefined): Response {
  const { encrypted, signature, timestamp } = sealReply(JSON.stringify(content), "", nonce ?? "");
  return Response.json({
    encrypt: encrypted,
    msgsignature: signature,
    timestamp: Number(timestamp),
    nonce,
  });
}

/** The text of the first element `name`, in CDATA sections or bare; nothing when there is none. */
export function readElement(xml: string, name: string): string | undefined {
  const match = new RegExp(
    `<${name}>((?:<!\\[CDATA\\[[\\s\\S]*?\\]\\]>|(?!</${name}>|<!\\[CDATA\\[)[\\s\\S])*)</${name}>`,
  ).exec(xml);
  if (!match) return undefined;
  return (match[1] ?? "").replace(
    /<!\[CDATA\[([\s\S]*?)\]\]>|&(lt|gt|amp|quot|apos);/g,
    (_, section: string | undefined, entity: string | undefined) =>
      section ?? entities[entity ?? ""] ?? "",
  ).trim();
}

const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
