import type { AiBotMessage, AiBotStreamRefresh } from "packages/wecom/callback/aibot_message.ts";
import type { MessageContent, Understood } from "services/callback/inbox/inbox_entry.ts";

type Keepable = Exclude<AiBotMessage, AiBotStreamRefresh>;
type Unknown = Extract<AiBotMessage, { kind: "unknown" }>;
type Sent = Exclude<Keepable, { kind: "event" } | Unknown>;
type Mixed = Extract<Sent, { kind: "mixed" }>["mixed"];
type Main = Exclude<MessageContent, { type: "location" | "link" | "other" }>;
type Attachment = NonNullable<Main["attachments"]>[number];

/** A limit that real messages do not reach. */
const ATTACHMENTS_MAX = 20;

/**
 * The kind, sender, time and work of a callback of an AI bot.
 * @param streamId the stream that the reply to this callback announces
 */
export function understandBotMessage(message: Keepable, streamId: string): Understood {
  if (message.kind === "event") {
    const { event: { eventType: kind }, from: { userId: sender }, createTime } = message;
    return { kind, sender, sentAtSeconds: createTime, work: undefined };
  }
  const kind = message.kind === "unknown" ? message.msgType ?? "unknown" : message.kind;
  const place = message.kind === "unknown" ? placeOfUnknown(message) : placeOf(message);
  if (place === undefined) {
    return { kind, sender: undefined, sentAtSeconds: undefined, work: undefined };
  }
  const content = message.kind === "unknown"
    ? { type: "other" as const, name: kind }
    : contentOf(message);
  const body = { kind: "bot_message" as const, ...place, streamId, content };
  const work = { kind: "message" as const, body };
  return { kind, sender: place.userId, sentAtSeconds: undefined, work };
}

interface Place {
  readonly botId: string;
  readonly userId: string;
  readonly chatId?: string;
}

function placeOf({ aiBotId: botId, from: { userId }, chatId }: Sent): Place {
  return { botId, userId, ...chatId === undefined ? {} : { chatId } };
}

/** A message of an unknown kind still gets an answer. Events and stream refreshes do not: no person wrote them. */
function placeOfUnknown({ aiBotId: botId, msgType, fields }: Unknown): Place | undefined {
  const { from, chatid: chatId } = fields as {
    from?: { userid?: unknown } | null;
    chatid?: unknown;
  };
  const userId = from?.userid;
  if (msgType === undefined || msgType === "event" || msgType === "stream") return undefined;
  if (botId === undefined || typeof userId !== "string" || userId === "") return undefined;
  return { botId, userId, ...typeof chatId === "string" && chatId !== "" ? { chatId } : {} };
}

function contentOf(message: Sent): MessageContent {
  const [content, ...beside] = mainOf(message);
  const attachments = [...beside, ...quotedBy(message)].slice(0, ATTACHMENTS_MAX);
  return attachments.length === 0 ? content : { ...content, attachments };
}

/** The main content, and the other pictures of a mixed message. */
function mainOf(message: Sent): readonly [Main, ...Attachment[]] {
  switch (message.kind) {
    case "text":
      return [{ type: "text", text: spokenText(message, message.text.content) }];
    case "voice":
      return [{ type: "text", text: message.voice.content }];
    case "image":
      return [{ type: "image", url: message.image.url }];
    case "file":
      return [{ type: "file", url: message.file.url }];
    case "video":
      return [{ type: "video", url: message.video.url }];
    case "mixed": {
      const items = message.mixed.msgItem;
      const texts = items.flatMap((item) => item.msgType === "text" ? [item.text.content] : []);
      const text = spokenText(message, texts.join("\n"));
      const [first, ...others] = picturesOf(message.mixed);
      if (first === undefined) return [{ type: "text", text }];
      return text === "" ? [first, ...others] : [{ type: "text", text }, first, ...others];
    }
  }
}

function picturesOf({ msgItem }: Mixed) {
  return msgItem.flatMap((item) =>
    item.msgType === "image" ? [{ type: "image" as const, url: item.image.url }] : []
  );
}

function quotedBy({ quote }: Sent): Attachment[] {
  if (quote === undefined) return [];
  const files = (["image", "video", "file"] as const).flatMap((type) => {
    const url = quote[type]?.url;
    return url === undefined ? [] : [{ type, url }];
  });
  const pictures = quote.mixed === undefined ? [] : picturesOf(quote.mixed);
  return [...files, ...pictures].map((file) => ({ ...file, quoted: true }));
}

/** In groups a message begins with the bot's `@name`, which is not part of the question. */
function spokenText({ chatType }: Sent, text: string): string {
  return chatType === "group" ? text.replace(/^@\S+\s*/, "") : text;
}
