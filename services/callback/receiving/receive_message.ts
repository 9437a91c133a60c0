import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { type AiBotReply, aiBotReplyJson } from "packages/wecom/callback/aibot_reply.ts";
import { sealReply } from "packages/wecom/callback/envelope.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import type { InboxStore } from "services/callback/inbox/inbox_store.ts";
import { type CallbackApp, defaultCallbackApp } from "services/callback/receiving/callback_apps.ts";
import type { CallerAddresses } from "services/callback/receiving/caller_addresses.ts";
import { type InboxMessage, readMessage } from "services/callback/receiving/read_message.ts";
import type { RefusalLog } from "services/callback/receiving/refusal_log.ts";
import type { ReplyStreams } from "services/callback/receiving/reply_streams.ts";
import { storeEntry } from "services/callback/receiving/store_entry.ts";
import { BOT_GREETING } from "services/callback/receiving/texts.ts";
import { toInboxEntry } from "services/callback/receiving/to_inbox_entry.ts";
import type {
  DecryptedMessage,
  SignedQuery,
  VerifyAndDecrypt,
} from "services/callback/receiving/verify_and_decrypt.ts";

/** A callback request, without its content. */
export interface IncomingCallback {
  /** The app in the URL; absent for the address without an app name. */
  readonly app: string | undefined;
  readonly query: SignedQuery;
  readonly clientIp: string;
}

/** The result of a callback. */
export type Received =
  | { readonly outcome: "refused" }
  /** It may not be stored: WeCom has to deliver it again. */
  | { readonly outcome: "not_stored" }
  /** `reply` is the encrypted JSON for an AI bot. */
  | { readonly outcome: "accepted"; readonly reply?: string };

/** Everything that receiving a callback needs. */
export interface ReceiveDeps {
  readonly callbackApps: ReadonlyMap<string, CallbackApp>;
  readonly addresses: CallerAddresses;
  readonly verifyAndDecrypt: VerifyAndDecrypt;
  readonly refusalLog: RefusalLog;
  readonly inbox: InboxStore;
  readonly streams: ReplyStreams;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}

/** Checks a URL verification. Returns the decrypted text to answer with, or `undefined` when it is refused. */
export function verifyUrl(
  deps: ReceiveDeps,
  incoming: IncomingCallback,
  echoStr: string,
): string | undefined {
  const app = findCallbackApp(deps, incoming);
  const text = app && deps.verifyAndDecrypt(app, incoming.query, { echoStr })?.text;
  // A verification is signed like a message. So an intercepted message sent as `echostr` must not be decrypted here.
  return text === undefined || /^\s*[<{]/.test(text) ? undefined : text;
}

/**
 * Receives a message or event: checks it and stores it together with its job.
 * @param arrivedAt when the request arrived, a time of `performance.now`
 */
export async function receiveMessage(
  deps: ReceiveDeps,
  incoming: IncomingCallback,
  body: string,
  arrivedAt: number,
): Promise<Received> {
  const app = findCallbackApp(deps, incoming);
  if (app === undefined) return { outcome: "refused" };
  const decrypted = deps.verifyAndDecrypt(app, incoming.query, { body });
  if (decrypted === undefined) return { outcome: "refused" };
  const read = readMessage(app, decrypted.text);
  if (read.kind === "unreadable") {
    deps.refusalLog.add(read.error.reason, app.name, { error: read.error });
    return { outcome: "refused" };
  }
  if (read.kind === "stream_refresh") {
    const stream = await deps.streams.read(read.streamId);
    return {
      outcome: "accepted",
      reply: encryptReply(deps, decrypted, { kind: "stream", stream }),
    };
  }
  const callbackApps = deps.callbackApps.values();
  const entry = toInboxEntry(read, { app, callbackApps, now: deps.clock.now() });
  if (!await storeEntry(deps, entry, arrivedAt)) return { outcome: "not_stored" };
  const reply = replyTo(read, entry);
  if (reply === undefined) return { outcome: "accepted" };
  return { outcome: "accepted", reply: encryptReply(deps, decrypted, reply) };
}

/** The app that the URL names, if the caller's address may send its callbacks. */
function findCallbackApp(
  { callbackApps, addresses, refusalLog }: ReceiveDeps,
  { app: name, clientIp }: IncomingCallback,
): CallbackApp | undefined {
  const app = name === undefined ? defaultCallbackApp(callbackApps) : callbackApps.get(name);
  if (app === undefined) {
    refusalLog.add("unknown_app", undefined);
    return undefined;
  }
  if (!addresses.admits(clientIp)) {
    refusalLog.add("address", app.name);
    return undefined;
  }
  return app;
}

/** The immediate reply of an AI bot: a greeting, or the id of the stream that will contain the answer. */
function replyTo(read: InboxMessage, { dedupeKey, work }: InboxEntry): AiBotReply | undefined {
  if (read.kind === "app") return undefined;
  const { message } = read;
  if (message.kind === "event" && message.event.eventType === "enter_chat") {
    return { kind: "text", content: BOT_GREETING };
  }
  if (work === undefined) return undefined;
  return { kind: "stream", stream: { id: dedupeKey, finish: false, content: "" } };
}

/** Encrypts a reply with the key pair and nonce of the callback that it answers. */
function encryptReply(
  { clock, randomBytes }: ReceiveDeps,
  { pair, nonce }: DecryptedMessage,
  reply: AiBotReply,
): string {
  return sealReply({
    ...pair,
    message: aiBotReplyJson(reply),
    receiveId: "",
    timestamp: Math.floor(clock.now() / 1000),
    nonce,
    random16: randomBytes(16),
  });
}
