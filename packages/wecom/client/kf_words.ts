import type { KfItemWire } from "packages/wecom/client/kf_wire.ts";
import { readableWords } from "packages/wecom/readable_words.ts";

/** Messages without words in a forwarded chat, as WeCom's client shows them. */
const SHOWN: Readonly<Record<string, string>> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
  location: "[位置]",
  link: "[链接]",
  miniprogram: "[小程序]",
};

/** A forwarded chat can contain others. */
const FORWARDED_DEPTH_MAX = 4;

/** The words of an item that is not read field by field. Empty: it has none. Source: document path 94670. */
export function wordsOfKfItem(item: KfItemWire): string {
  const content = item[item.msgtype];
  if (item.msgtype === "merged_msg") return wordsOfForwarded(content, FORWARDED_DEPTH_MAX);
  const { userid } = fieldsOf(content);
  if (item.msgtype === "business_card" && typeof userid === "string") return userid;
  return readableWords(content);
}

/** A forwarded chat: its title, then a line for each message with its sender. */
function wordsOfForwarded(content: unknown, depthLeft: number): string {
  const { title, item } = fieldsOf(content);
  const lines = (Array.isArray(item) ? item : []).map((one) => {
    const { sender_name: sender, msgtype, msg_content: json } = fieldsOf(one);
    const parsed = parse(json);
    const isForwarded = msgtype === "merged_msg" && depthLeft > 1;
    const words = isForwarded
      ? wordsOfForwarded(fieldsOf(parsed).merged_msg ?? parsed, depthLeft - 1)
      : readableWords(parsed);
    const said = words || (SHOWN[String(msgtype)] ?? `[${msgtype}]`);
    return typeof sender === "string" ? `${sender}：${said}` : said;
  });
  return [title, ...lines].filter((line) => typeof line === "string" && line !== "").join("\n");
}

function parse(json: unknown): unknown {
  try {
    return typeof json === "string" ? JSON.parse(json) : json;
  } catch {
    return { content: json };
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
