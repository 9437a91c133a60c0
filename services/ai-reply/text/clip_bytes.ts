import { AI_BOT_REPLY_LIMITS } from "packages/wecom/callback/aibot_reply.ts";
import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { segmentText } from "services/ai-reply/text/segment_text.ts";

const ELLIPSIS = "…";

/**
 * Cuts a text to at most `maxBytes` of UTF-8 (default: the limit of an AI bot's stream). A text that was cut ends with
 * `…`.
 */
export function clipBytes(
  text: string,
  maxBytes: number = AI_BOT_REPLY_LIMITS.contentBytesMax,
): string {
  if (byteLength(text) <= maxBytes) return text;
  let left = maxBytes - byteLength(ELLIPSIS);
  let end = 0;
  for (const { segment, index } of segmentText(text, "grapheme")) {
    left -= byteLength(segment);
    if (left < 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end) + ELLIPSIS;
}
