import type { Clock } from "packages/platform/clock.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { AiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { type AiBotReply, aiBotReplyJson } from "packages/wecom/callback/aibot_reply.ts";
import { sealReply } from "packages/wecom/callback/envelope.ts";
import type { CallerAddresses } from "services/callback/receiving/caller_addresses.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import { keepTrying } from "services/callback/receiving/hedged_retry.ts";
import type {
  OpenedMessage,
  OpenSigned,
  SignedQuery,
} from "services/callback/receiving/verify_and_decrypt.ts";
import { appEntry, botEntry, readMessage } from "services/callback/receiving/read_message.ts";
import { defaultReceiver, type Receiver } from "services/callback/receiving/callback_apps.ts";
import type { Refusals } from "services/callback/receiving/refusal_log.ts";
import type { InboxStore } from "services/callback/inbox/inbox_store.ts";
import type { ReplyStreams } from "services/callback/receiving/reply_streams.ts";

/** How long after a callback's arrival storing it is tried: WeCom hangs up after five seconds. */
const STORE_WITHIN_MS = 4_500;

/** A callback as it came. */
export interface IncomingCallback {
  /** The app in the URL; absent for the address without one. */
  readonly app: string | undefined;
  readonly query: SignedQuery;
  readonly clientIp: string;
}

/** What becomes of a callback. A `reply` is JSON for an AI bot. */
export type Received =
  | { readonly outcome: "refused" }
  /** Not known to be stored: WeCom has to deliver it again. */
  | { readonly outcome: "not_stored" }
  | { readonly outcome: "taken"; readonly reply?: string };

/** What receiving works with. */
export interface ReceiveDeps {
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly addresses: CallerAddresses;
  readonly openSigned: OpenSigned;
  readonly refusals: Refusals;
  readonly inbox: InboxStore;
  readonly streams: ReplyStreams;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}

const REFUSED: Received = { outcome: "refused" };
const TAKEN: Received = { outcome: "taken" };

/** Checks a URL verification; the text to answer with, or `undefined` when it is refused. */
export function verifyUrl(
  deps: ReceiveDeps,
  incoming: IncomingCallback,
  echoStr: string,
): string | undefined {
  const receiver = admit(deps, incoming);
  const text = receiver && deps.openSigned(receiver, incoming.query, { echoStr })?.text;
  // A verification is signed like a message: whoever has overheard one would get it decrypted.
  return text === undefined || /^\s*[<{]/.test(text) ? undefined : text;
}

/**
 * Takes a message or event: checks it, stores it with the job that follows from it, and tells the answer.
 * @param arrivedAt of `performance.now`
 */
export async function receiveMessage(
  deps: ReceiveDeps,
  incoming: IncomingCallback,
  body: string,
  arrivedAt: number,
): Promise<Received> {
  const receiver = admit(deps, incoming);
  const opened = receiver && deps.openSigned(receiver, incoming.query, { body });
  if (receiver === undefined || opened === undefined) return REFUSED;
  const read = readMessage(receiver, opened.text);
  if (read.kind === "unreadable") {
    deps.refusals.note(read.error.reason, receiver.name, { error: read.error });
    return REFUSED;
  }
  const now = deps.clock.now();
  if (read.kind === "app") {
    const entry = appEntry(read.message, receiver, { receivers: deps.receivers.values(), now });
    return await store(deps, entry, arrivedAt) ? TAKEN : { outcome: "not_stored" };
  }
  const { message } = read;
  if (message.kind === "stream") {
    const stream = await deps.streams.read(message.stream.id);
    return seal(deps, opened, { kind: "stream", stream });
  }
  const entry = botEntry(message, receiver, now);
  if (!await store(deps, entry, arrivedAt)) return { outcome: "not_stored" };
  const reply = replyTo(message, entry);
  return reply === undefined ? TAKEN : seal(deps, opened, reply);
}

function admit(deps: ReceiveDeps, { app, clientIp }: IncomingCallback): Receiver | undefined {
  const { receivers, addresses, refusals } = deps;
  const receiver = app === undefined ? defaultReceiver(receivers) : receivers.get(app);
  if (receiver === undefined) refusals.note("unknown_app", undefined);
  else if (!addresses.admits(clientIp)) refusals.note("address", receiver.name);
  else return receiver;
  return undefined;
}

async function store(deps: ReceiveDeps, entry: InboxEntry, arrivedAt: number): Promise<boolean> {
  try {
    const stored = await keepTrying(
      (signal) => deps.inbox.store(entry, signal),
      arrivedAt + STORE_WITHIN_MS,
    );
    const { app, source, kind } = entry;
    deps.log.debug("callback_taken", { app, source, kind, ...stored });
    if (entry.isLeft) {
      const { inboxId } = stored;
      const reason = "an id in it is longer than WeCom's are: it lies in the inbox, unanswered";
      deps.log.warn("callback_left", { app, source, kind, inboxId, reason });
    }
    return true;
  } catch (error) {
    deps.log.error("callback_not_stored", { app: entry.app, error: describeError(error) });
    return false;
  }
}

const WELCOME = "您好，有什么可以帮您？";

/** What a bot says at once: it promises a stream to whoever waits for an answer. */
function replyTo(message: AiBotMessage, { dedupeKey, work }: InboxEntry): AiBotReply | undefined {
  if (message.kind === "event" && message.event.eventType === "enter_chat") {
    return { kind: "text", content: WELCOME };
  }
  if (work === undefined) return undefined;
  return { kind: "stream", stream: { id: dedupeKey, finish: false, content: "" } };
}

function seal(deps: ReceiveDeps, { pair, nonce }: OpenedMessage, reply: AiBotReply): Received {
  const sealed = sealReply({
    ...pair,
    message: aiBotReplyJson(reply),
    receiveId: "",
    timestamp: Math.floor(deps.clock.now() / 1000),
    nonce,
    random16: deps.randomBytes(16),
  });
  return { outcome: "taken", reply: sealed };
}
