import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readList, readObject, readString, requireString } from "simulators/wecom/api/read_body.ts";
import type { Content, MessageReaders } from "simulators/wecom/messages/message_content.ts";
import {
  byteLength,
  checkMedia,
  checkUrl,
  describe,
  readMedia,
  readText,
} from "simulators/wecom/messages/message_parts.ts";

/** The messages to customers of 微信客服 and their limits (D94677). WeCom cuts titles that are too long. */
export const KF_MESSAGES: MessageReaders = {
  text: readText,
  image: readMedia("image"),
  voice: readMedia("voice"),
  video: readMedia("video"),
  file: readMedia("file"),
  link: readLink,
  miniprogram: readMiniProgram,
  msgmenu: readMenu,
  location: readLocation,
  ca_link: readAcquisitionLink,
};

/** The messages that can follow a change to the pool or to a member (D95122). */
export const KF_TEXTS: MessageReaders = { text: readText };

/** The messages that can greet, and end a session (D95122). */
export const KF_EVENT_MESSAGES: MessageReaders = { ...KF_TEXTS, msgmenu: readMenu };

function readLink(link: Content, request: AppRequest): string {
  requireString(link, "title", 41016);
  checkUrl(link);
  checkMedia(link, "thumb_media_id", { kind: "image", request });
  return describe("link", link);
}

function readMiniProgram(program: Content, request: AppRequest): string {
  requireString(program, "appid", 90200);
  requireString(program, "pagepath", 90204);
  checkMedia(program, "thumb_media_id", { kind: "image", request });
  return describe("miniprogram", program);
}

function readLocation(location: Content): string {
  for (const name of ["latitude", "longitude"]) {
    if (typeof location[name] !== "number") throw new ApiError(40058);
  }
  return describe("location", location, "name");
}

function readAcquisitionLink(link: Content): string {
  checkUrl(link, "link_url");
  return "[ca_link]";
}

/** At most 50 rows, ten of them to choose or to open. The client shows the texts of a menu as they are. */
function readMenu(menu: Content): string {
  const head = readString(menu, "head_content");
  if (byteLength(head) > 1024) throw new ApiError(45002);
  const items = readList(menu, "list");
  const choices = items.filter(({ type }) => type !== "text");
  if (items.length > 50 || choices.length > 10) throw new ApiError(95008);
  const rows = items.map(readMenuItem);
  if (head === "" && rows.length === 0) throw new ApiError(40058);
  return [head, ...rows, readString(menu, "tail_content")].filter((row) => row !== "").join("\n");
}

/** The fields that each kind of row needs, and how long its text may be in bytes. */
const MENU_ITEMS: Readonly<Record<string, { needed: readonly string[]; maximumBytes: number }>> = {
  click: { needed: ["content"], maximumBytes: 128 },
  view: { needed: ["url", "content"], maximumBytes: 1024 },
  miniprogram: { needed: ["appid", "pagepath", "content"], maximumBytes: 1024 },
  text: { needed: ["content"], maximumBytes: 256 },
};

function readMenuItem(item: Content): string {
  const type = readString(item, "type");
  const kind = Object.hasOwn(MENU_ITEMS, type) ? MENU_ITEMS[type] : undefined;
  if (kind === undefined) throw new ApiError(95009);
  const fields = readObject(item, type);
  for (const name of kind.needed) requireString(fields, name, 40058);
  const text = readString(fields, "content");
  if (byteLength(text) > kind.maximumBytes) throw new ApiError(40058);
  return text;
}
