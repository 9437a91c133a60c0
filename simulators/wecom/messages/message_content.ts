import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readObject, readString } from "simulators/wecom/api/read_body.ts";

/** A message as its receiver will see it. */
export interface MessageContent {
  msgtype: "text";
  /** What the client shows. */
  text: string;
  /** The object named like the msgtype, as it came in. */
  content: Record<string, unknown>;
}

/** The longest text that is shown, in bytes; the rest is cut off (D90236, D94677). */
const maximumTextBytes = 2048;

/**
 * Reads `msgtype` and the object of that name. Only texts can be sent.
 * @throws ApiError 40008 for another type, 44004 for an empty text
 */
export function readMessageContent(body: Record<string, unknown>): MessageContent {
  if (readString(body, "msgtype") !== "text") throw new ApiError(40008);
  const content = readObject(body, "text");
  const text = readString(content, "content");
  if (text === "") throw new ApiError(44004);
  return { msgtype: "text", text: clipText(text), content };
}

/** As WeCom does, it may cut in the middle of a character, which the client then shows as U+FFFD. */
function clipText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= maximumTextBytes
    ? text
    : new TextDecoder().decode(bytes.subarray(0, maximumTextBytes));
}
