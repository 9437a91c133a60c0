import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readString, requireString } from "simulators/wecom/api/read_body.ts";
import type { Content } from "simulators/wecom/messages/message_content.ts";
import type { Media } from "simulators/wecom/state/state.ts";

/** The longest text that is shown, in bytes; the rest is cut off (D90236, D94677). */
const maximumTextBytes = 2048;
const maximumUrlBytes = 2048;

/** The number of bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The `content` of a text, as the client shows it. WeCom may cut in the middle of a character, which the client then
 * shows as U+FFFD.
 * @throws ApiError 44004 when it is empty
 */
export function readText(content: Content): string {
  const bytes = new TextEncoder().encode(requireString(content, "content", 44004));
  return new TextDecoder().decode(bytes.subarray(0, maximumTextBytes));
}

/**
 * A reader of messages that are a file of this kind.
 * @throws ApiError as {@link checkMedia}
 */
export function readMedia(kind: Media["kind"]) {
  return (content: Content, request: AppRequest): string => {
    checkMedia(content, "media_id", { kind, request });
    return describe(kind, content);
  };
}

/**
 * Checks that `content[name]` is a file of the corp of this kind that has not expired.
 * @throws ApiError 41006 when it is missing, 40007 when there is no such file
 */
export function checkMedia(
  content: Content,
  name: string,
  { kind, request: { state, corp } }: { kind: Media["kind"]; request: AppRequest },
): void {
  const media = state.media.find(requireString(content, name, 41006));
  if (media?.corpId !== corp.id || media.kind !== kind) throw new ApiError(40007);
}

/**
 * Checks an address.
 * @throws ApiError 41010 when it is missing, 40039 when it is too long, 45034 without http:// or https://
 */
export function checkUrl(content: Content, name = "url"): void {
  const url = requireString(content, name, 41010);
  if (byteLength(url) > maximumUrlBytes) throw new ApiError(40039);
  if (!/^https?:\/\//i.test(url)) throw new ApiError(45034);
}

/** The kind in square brackets, with the title when there is one. */
export function describe(kind: string, content: Content, name = "title"): string {
  return `[${kind}] ${readString(content, name)}`.trim();
}
