import type { Content } from "services/ai-reply/domain/conversation.ts";

/** Describes a message for the history in a prompt. */
export function describeContent(content: Content): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "location":
      return `[位置] ${content.label}`;
    case "link":
      return `[链接] ${content.title}`;
    case "image":
      return "[图片]";
    case "voice":
      return "[语音]";
    case "video":
      return "[视频]";
    case "file":
      return "[文件]";
    case "other":
      return "[消息]";
  }
}
