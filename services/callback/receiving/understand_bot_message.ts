import type { AiBotMessage, AiBotStreamRefresh } from "packages/wecom/callback/aibot_message.ts";
import { readAiBotPart } from "packages/wecom/callback/aibot_part.ts";
import type { MessageContent, Understood } from "services/callback/inbox/inbox_entry.ts";

type Keepable = Exclude<AiBotMessage, AiBotStreamRefresh>;
type Unknown = Extract<AiBotMessage, { kind: "unknown" }>;
type Sent = Exclude<Keepable, { kind: "event" } | Unknown>;
type Main = Exclude<MessageContent, { type: "location" | "link" }>;
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
  const content = contentOf(message, kind);
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

/** The content with what it quotes: its words and files. */
function contentOf(message: Sent | Unknown, kind: string): MessageContent {
  const [content, ...beside] = message.kind === "unknown"
    ? [contentOfUnknown(message, kind)]
    : mainOf(message);
  const quote = message.quote && readAiBotPart(message.quote);
  const quotedText = quote?.texts.join("\n") ?? "";
  const quotedFiles = quote?.files.map((file) => ({ ...file, quoted: true as const })) ?? [];
  const attachments = [...beside, ...quotedFiles].slice(0, ATTACHMENTS_MAX);
  return {
    ...content,
    ...attachments.length > 0 && { attachments },
    ...quotedText !== "" && { quotedText },
  };
}

function contentOfUnknown({ fields }: Unknown, kind: string): Main {
  const { texts } = readAiBotPart({ msgType: kind, [kind]: fields[kind] });
  const text = texts.join("\n");
  return { type: "other", name: kind, ...text !== `[${kind}]` && text !== "" && { text } };
}

/** The main content, and the other files of a mixed message. */
function mainOf(message: Sent): readonly [Main, ...Attachment[]] {
  switch (message.kind) {
    case "text":
      return [{ type: "text", text: message.text.content }];
    case "voice":
      return [{ type: "text", text: message.voice.content }];
    case "image":
      return [{ type: "image", url: message.image.url }];
    case "file":
      return [{ type: "file", url: message.file.url }];
    case "video":
      return [{ type: "video", url: message.video.url }];
    case "mixed": {
      const { texts, files } = readAiBotPart({ msgType: "mixed", mixed: message.mixed });
      const text = texts.join("\n");
      const [first, ...others] = files;
      if (first === undefined) return [{ type: "text", text }];
      return text === "" ? [first, ...others] : [{ type: "text", text }, first, ...others];
    }
  }
}
