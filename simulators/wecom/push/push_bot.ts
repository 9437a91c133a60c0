import { randomHex, randomSecret } from "packages/platform/random.ts";
import { type Bot, nameChannel } from "simulators/wecom/channels.ts";
import { addBotFile, botFilePath } from "simulators/wecom/push/bot_files.ts";
import { type BotReply, readBotReply, splitThinking } from "simulators/wecom/push/bot_reply.ts";
import { deliver } from "simulators/wecom/push/deliver.ts";
import { createJsonEnvelope, type Envelope } from "simulators/wecom/push/envelope.ts";
import {
  describeMessage,
  type PushMessage,
  quotedBy,
} from "simulators/wecom/push/message_schema.ts";
import type { PreparedPush, PushOrder } from "simulators/wecom/push/push_order.ts";
import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A bot's answer may grow for six minutes from the person's message on (D100719). */
const streamLifetimeMs = 360_000;
/** Interactions of one person with one bot at the same time (D101033). */
const maximumUnderWay = 3;

interface Conversation {
  bot: Bot;
  delivery: Delivery;
  chatId: string | undefined;
  /** The fields that every callback of this conversation carries. */
  common: Record<string, unknown>;
}

/** A person's message to an AI bot, and the refreshes of the answer (D101033, D100719). */
export function pushToBot(
  state: WecomState,
  { bot, publicUrl }: { bot: Bot; publicUrl: string },
  { corp, fromUser, message: said, chatId, to, duplicates }: PushOrder,
): PreparedPush[] {
  const message = chatId === undefined ? said : mentioning(bot, said);
  const place = {
    corpId: corp.id,
    channel: nameChannel({ corpId: corp.id, kind: "bot", botId: bot.id }),
    person: fromUser,
  };
  const msgid = randomHex(state.randomBytes, 16);
  const chat = chatId === undefined
    ? { chattype: "single" }
    : { chattype: "group", chatid: chatId };
  const common = { aibotid: bot.id, ...chat, from: { userid: fromUser } };
  const plain = JSON.stringify({
    msgid,
    ...common,
    // Nothing answers under this address.
    response_url: `${publicUrl}/cgi-bin/aibot/response?response_code=${
      randomSecret(state.randomBytes)
    }`,
    ...describeWithQuote(message, state.now(), (kind, mediaId) => {
      const file = { kind, mediaId, corpId: corp.id, bot };
      return { url: `${publicUrl}${botFilePath}${addBotFile(state, file)}` };
    }),
  });
  const { kind, ...content } = message;
  state.chats.record({
    ...place,
    from: "person",
    via: "callback",
    msgId: msgid,
    msgtype: kind,
    text: describeMessage(message),
    content,
    outcome: "shown",
    ...chatId !== undefined && { chatId },
  });
  return Array.from({ length: 1 + duplicates }, (_, copy) => {
    const url = to ?? bot.callback.url;
    const delivery = state.deliveries.add({ ...place, url, msgId: msgid, plain });
    const conversation = { bot, delivery, common, chatId };
    return {
      delivery,
      // A duplicate gets the same answer, so only the first answer is shown.
      run: (signal) => converse(state, conversation, { isShown: copy === 0, message, signal }),
    };
  });
}

/** A group's messages reach the bot only when they mention it: without a mention, one is put in front. */
function mentioning({ name }: Bot, message: PushMessage): PushMessage {
  const isSpoken = message.kind === "text" || message.kind === "mixed";
  if (!isSpoken || message.content.includes("@")) return message;
  return { ...message, content: `@${name} ${message.content}` };
}

/** Puts a file where the bot can fetch it. */
type SendFile = (kind: "image" | "video" | "file", mediaId?: string) => { url: string };

function describeWithQuote(
  message: PushMessage,
  now: number,
  send: SendFile,
): Record<string, unknown> {
  const quoted = quotedBy(message);
  return {
    ...describeInJson(message, now, send),
    ...quoted !== undefined && { quote: describeInJson(quoted, now, send) },
  };
}

function describeInJson(
  message: PushMessage,
  now: number,
  send: SendFile,
): Record<string, unknown> {
  switch (message.kind) {
    case "text":
      return { msgtype: "text", text: { content: message.content } };
    case "voice":
      return { msgtype: "voice", voice: { content: message.content } };
    case "image":
    case "video":
    case "file":
      return { msgtype: message.kind, [message.kind]: send(message.kind, message.mediaId) };
    case "mixed": {
      const pictures = Array.from({ length: message.pictures }, () => send("image"));
      const text = { msgtype: "text", text: { content: message.content } };
      const msg_item = [text, ...pictures.map((image) => ({ msgtype: "image", image }))];
      return { msgtype: "mixed", mixed: { msg_item } };
    }
    case "event": {
      const event = { eventtype: message.event, [message.event]: message.fields };
      return { msgtype: "event", create_time: Math.floor(now / 1000), event };
    }
    case "other":
      return { msgtype: message.msgtype, [message.msgtype]: message.fields };
    case "location":
    case "link": {
      const { kind, ...fields } = message;
      return { msgtype: kind, [kind]: fields };
    }
  }
}

/** The first callback, then refreshes until the bot sends `finish` or the time has ended. */
async function converse(
  state: WecomState,
  conversation: Conversation,
  { isShown, message, signal }: { isShown: boolean; message: PushMessage; signal: AbortSignal },
): Promise<"accepted" | "failed" | "refused"> {
  const { delivery } = conversation;
  if (countUnderWay(state, delivery) >= maximumUnderWay) return "refused";
  const endsAt = state.now() + streamLifetimeMs;
  // A card's event is sent once (D101027).
  const isCardEvent = message.kind === "event" && message.event === "template_card_event";
  const retries = isCardEvent ? 0 : state.settings.callbackRetries;
  const first = await ask(state, conversation, { plain: delivery.plain, retries, signal });
  if (first === "failed") return "failed";
  if (first && isShown) await showReply(state, conversation, { first, endsAt, signal });
  return "accepted";
}

function countUnderWay(state: WecomState, { channel, corpId, person }: Delivery): number {
  return state.deliveries.list().filter((other) =>
    (other.state === "sending" || other.state === "streaming") && other.corpId === corpId &&
    other.channel === channel &&
    other.person.toLowerCase() === person.toLowerCase()
  ).length;
}

/** One callback. Returns `failed` without an acknowledgement, `undefined` for an empty or unusable answer. */
async function ask(
  state: WecomState,
  { bot: { callback }, delivery }: Conversation,
  { plain, retries, signal }: { plain: string; retries: number; signal: AbortSignal },
): Promise<BotReply | "failed" | undefined> {
  const sent: { envelope?: Envelope } = {};
  const body = await deliver(state, delivery, {
    createEnvelope() {
      sent.envelope = createJsonEnvelope(state, { callback, plain });
      return sent.envelope;
    },
    retries,
    signal,
  });
  if (body === undefined) return "failed";
  try {
    const reply = readBotReply(body, { callback, nonce: sent.envelope?.query.nonce ?? "" });
    if (reply) delivery.reply = { msgtype: reply.msgtype };
    return reply;
  } catch (error) {
    delivery.problem = error instanceof Error ? error.message : String(error);
    return undefined;
  }
}

async function showReply(
  state: WecomState,
  conversation: Conversation,
  { first, endsAt, signal }: { first: BotReply; endsAt: number; signal: AbortSignal },
): Promise<void> {
  const { delivery, chatId } = conversation;
  const { corpId, channel, person } = delivery;
  const entry = state.chats.record({
    corpId,
    channel,
    person,
    from: "system",
    via: first.msgtype === "stream" ? "stream" : "passive reply",
    msgId: first.msgtype === "stream" ? first.stream.id : "",
    msgtype: first.msgtype,
    text: first.msgtype === "text" ? first.text.content : "",
    content: { ...first },
    outcome: "shown",
    ...chatId !== undefined && { chatId },
  });
  if (first.msgtype !== "stream") return;
  entry.stream = { finished: false, updates: 0, thinking: "" };
  update(entry, first.stream);
  delivery.state = "streaming";
  const id = first.stream.id;
  while (!entry.stream.finished && !signal.aborted) {
    await waitUnlessAborted(state.settings.streamRefreshMs, signal);
    if (state.now() >= endsAt) return;
    const msgid = randomHex(state.randomBytes, 16);
    const { common } = conversation;
    const plain = JSON.stringify({ msgid, ...common, msgtype: "stream", stream: { id } });
    const reply = await ask(state, conversation, { plain, retries: 0, signal });
    if (reply === "failed" || !reply) continue;
    if (reply.msgtype === "stream" && reply.stream.id === id) update(entry, reply.stream);
    else delivery.problem = "a refresh was answered with something else than its stream";
  }
}

/** Replaces the text that the person sees. */
function update(entry: ChatEntry, stream: { content: string; finish: boolean }): void {
  const { text, thinking } = splitThinking(stream.content);
  const updates = (entry.stream?.updates ?? 0) + 1;
  entry.text = text;
  entry.content = { msgtype: "stream", stream };
  entry.stream = { finished: stream.finish, updates, thinking };
}
