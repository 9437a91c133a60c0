import type { Content } from "services/ai-reply/domain/conversation.ts";
import { listMedia, type MediaType } from "services/ai-reply/domain/media.ts";
import { markedBlock, withoutMarks } from "services/ai-reply/domain/prompt_marks.ts";

const FILES: Readonly<Record<MediaType, string>> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
};

/** What kinds of WeCom are called in Chinese. */
const KINDS: Readonly<Record<string, string>> = {
  location: "位置",
  link: "链接",
  miniprogram: "小程序",
  business_card: "名片",
  merged_msg: "聊天记录",
  channels: "视频号",
  channels_shop_product: "视频号商品",
  channels_shop_order: "视频号订单",
  meeting: "会议",
  calendar: "日程",
  note: "笔记",
  msgmenu: "菜单",
};

/**
 * Describes a message for the model: what it quotes, then its own words. What the customer quotes, shares or forwards is
 * in a block 引用, which none of these texts can end or imitate.
 */
export function describeContent(content: Content): string {
  return [describeQuote(content), describeOwn(content)].filter((part) => part !== "").join("\n");
}

/** What the message quotes, in its block; empty if it quotes nothing. */
function describeQuote(content: Content): string {
  const files = listMedia(content).filter(({ isQuoted }) => isQuoted);
  const text = "quotedText" in content ? content.quotedText ?? "" : "";
  const parts = [text, ...files.map(({ type }) => FILES[type])].filter((part) => part !== "");
  return parts.length === 0 ? "" : markedBlock("引用", parts.join("\n"));
}

function describeOwn(content: Content): string {
  switch (content.type) {
    case "text":
    case "image":
    case "voice":
    case "video":
    case "file": {
      const files = listMedia(content).filter(({ isQuoted }) => !isQuoted);
      const text = withoutMarks(content.text ?? "", ["引用"]).trim();
      return [text, ...files.map(({ type }) => FILES[type])].filter((part) => part !== "")
        .join("\n");
    }
    case "location": {
      const { label, latitude, longitude } = content;
      const place = withoutMarks(label, ["引用"]);
      return `[位置] ${place}（纬度 ${latitude}，经度 ${longitude}）`;
    }
    case "link": {
      const { title, description, url } = content;
      return describeShared("link", [title, description, url]);
    }
    case "other":
      return describeShared(content.name, [content.text ?? ""]);
  }
}

/** Content that other people wrote, and that the customer shares. */
function describeShared(kind: string, words: readonly string[]): string {
  const label = `[${KINDS[kind] ?? "消息"}]`;
  const text = words.filter((word) => word !== "").join("\n");
  return text === "" ? label : `${label}\n${markedBlock("引用", text)}`;
}
