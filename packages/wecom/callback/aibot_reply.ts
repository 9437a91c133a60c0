import { Buffer } from "node:buffer";

/** WeCom's limits for the reply of an AI bot. Document path 101031. */
export const AI_BOT_REPLY_LIMITS = {
  /** Of Markdown in UTF-8. */
  contentBytesMax: 20_480,
} as const;

/** The present state of a streamed reply; it replaces what the chat showed before. */
export interface AiBotStream {
  readonly id: string;
  /** Ends the stream: WeCom sends no more refreshes. */
  readonly finish: boolean;
  readonly content: string;
}

/** The reply to a callback of an AI bot. */
export type AiBotReply =
  | { readonly kind: "stream"; readonly stream: AiBotStream }
  /** A welcome, only after `enter_chat`. */
  | { readonly kind: "text"; readonly content: string };

/**
 * Writes a bot's reply as JSON, before encryption. Source: document path 101031.
 * @throws RangeError when a stream's content is longer than WeCom accepts
 */
export function aiBotReplyJson(reply: AiBotReply): string {
  if (reply.kind === "text") {
    return JSON.stringify({ msgtype: "text", text: { content: reply.content } });
  }
  const { id, finish, content } = reply.stream;
  const bytes = Buffer.byteLength(content);
  const { contentBytesMax } = AI_BOT_REPLY_LIMITS;
  if (bytes > contentBytesMax) {
    throw new RangeError(
      `Cannot build AI bot reply: the content has ${bytes} bytes, ${contentBytesMax} are allowed`,
    );
  }
  return JSON.stringify({ msgtype: "stream", stream: { id, finish, content } });
}
