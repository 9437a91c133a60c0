import type { Content } from "services/ai-reply/domain/conversation.ts";
import { listMedia } from "services/ai-reply/domain/media.ts";

/** A kind of content that the model cannot read. */
export type UnreadKind = "image" | "voice" | "video" | "file" | "other";

/** The parts of a message that the model cannot read, which the customer gets a reply about. */
export interface UnreadParts {
  readonly sent: readonly UnreadKind[];
  readonly quoted: readonly UnreadKind[];
}

/** Lists the kinds of the parts that the model cannot read. */
export function unreadParts(content: Content): UnreadParts {
  const files = listMedia(content);
  const isEmpty = files.length === 0 && !hasWords(content);
  // WeCom recognised the words of the voice message.
  const isRead = content.type === "voice" && !isBlank(content.text);
  return {
    sent: isEmpty
      ? ["other"]
      : files.flatMap(({ isQuoted, item, type }) => isQuoted || isRead && item === 0 ? [] : [type]),
    quoted: files.flatMap(({ isQuoted, type }) => isQuoted ? [type] : []),
  };
}

/** Whether a message has something that the model can read: words of its own or of another message. */
export function hasWords(content: Content): boolean {
  if (content.type === "location" || content.type === "link") return true;
  return !isBlank(content.text) || !isBlank(content.quotedText);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}
