import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readObject, readString } from "simulators/wecom/api/read_body.ts";
import { clipText } from "simulators/wecom/push/clip_text.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A message as its receiver will see it. */
export interface MessageContent {
  msgtype: string;
  /** What the client shows; other kinds than text in square brackets. */
  text: string;
  /** The object named like the msgtype, as it came in. */
  content: Record<string, unknown>;
}

/** The longest text that is shown, in bytes; the rest is cut off (D90236, D94677). */
const maximumTextBytes = 2048;

const mediaTypes = ["image", "voice", "video", "file"];

/**
 * Reads `msgtype` and the object of that name.
 * @throws ApiError 40008 for a type not in `known`, 44004 for an empty text, 45002 for a markdown that is too long, 40007
 * for a file that does not exist
 */
export function readMessageContent(
  { state, corpId, known }: { state: WecomState; corpId: string; known: readonly string[] },
  body: Record<string, unknown>,
): MessageContent {
  const msgtype = readString(body, "msgtype");
  if (!known.includes(msgtype)) throw new ApiError(40008);
  const content = readObject(body, msgtype);
  if (mediaTypes.includes(msgtype)) {
    const found = state.media.find(readString(content, "media_id"));
    if (!found || found === "expired" || found.value.corpId !== corpId) throw new ApiError(40007);
  }
  if (msgtype !== "text" && msgtype !== "markdown") {
    return { msgtype, text: describe(msgtype, content), content };
  }
  const text = readString(content, "content");
  if (text === "") throw new ApiError(44004);
  if (msgtype === "text") return { msgtype, text: clipText(text, maximumTextBytes), content };
  if (new TextEncoder().encode(text).length > maximumTextBytes) throw new ApiError(45002);
  return { msgtype, text, content };
}

/** The kind in brackets, with its title if it has one. */
function describe(msgtype: string, content: Record<string, unknown>): string {
  const title = [content.title, content.head_content, content.name].find((it) =>
    typeof it === "string" && it !== ""
  );
  return title === undefined ? `[${msgtype}]` : `[${msgtype}] ${title}`;
}
