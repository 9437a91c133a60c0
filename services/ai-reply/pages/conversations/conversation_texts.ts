import type { Lang, Text } from "packages/platform/lang.ts";
import type { Channel } from "services/ai-reply/domain/conversation.ts";

/** What the console's pages of conversations say. */
export const CONVERSATION_TEXTS = {
  title: { zh: "会话", en: "Conversations" },
  lead: {
    zh: "客户说了什么、回复了什么。可以随时接管，也可以交还给 AI。",
    en:
      "What customers said and what was answered. Take over at any time, and hand back to the AI.",
  },
  views: { zh: "查看", en: "Views" },
  all: { zh: "全部", en: "All" },
  waiting: { zh: "等待中", en: "Waiting" },
  forStaff: { zh: "等同事", en: "Waiting for colleagues" },
  trouble: { zh: "有问题", en: "Trouble" },
  human: { zh: "人工处理", en: "With colleagues" },
  search: { zh: "客户", en: "Customer" },
  who: { zh: "客户", en: "Customer" },
  channel: { zh: "渠道", en: "Channel" },
  mode: { zh: "由谁回复", en: "Answered by" },
  changed: { zh: "切换", en: "changed" },
  said: { zh: "最后一句", en: "Last message" },
  when: { zh: "时间", en: "When" },
  state: { zh: "状态", en: "State" },
  byBot: { zh: "AI", en: "AI" },
  byHuman: { zh: "人工", en: "Colleagues" },
  asked: { zh: "开始", en: "asked" },
  answered: { zh: "已回复", en: "Answered" },
  neverAnswered: { zh: "未回复", en: "Not answered" },
  none: { zh: "还没有会话", en: "No conversation yet" },
  noneNext: {
    zh: "客户写来第一条消息后，会话会出现在这里。想先试试？在收件箱里模拟一条客户消息。",
    en:
      "A conversation appears here when a customer first writes. To try: simulate a message in the inbox.",
  },
  toInbox: { zh: "打开收件箱", en: "Open the inbox" },
  noneFound: { zh: "没有符合条件的会话", en: "No conversation fits" },
  noneForStaff: { zh: "没有客户在等同事", en: "Nobody waits for a colleague" },
  noneWaiting: { zh: "没有客户在等待", en: "Nobody is waiting" },
  noneInTrouble: { zh: "一切正常，没有出问题的回复", en: "All is well: no answer went wrong" },
  showAll: { zh: "查看全部会话", en: "Show all conversations" },
  back: { zh: "返回会话列表", en: "Back to the conversations" },
  earlier: { zh: "更早的消息", en: "Earlier messages" },
  latest: { zh: "回到最新", en: "Back to the latest" },
  history: { zh: "聊天记录", en: "History" },
  noMessages: { zh: "还没有消息", en: "No message yet" },
  handOver: { zh: "接管", en: "Take over" },
  resume: { zh: "交还给 AI", en: "Hand back to the AI" },
  retry: { zh: "重试", en: "Try again" },
  handedOver: {
    zh: "已接管：AI 不再回复，请在企业微信里回复客户。",
    en: "Taken over: the AI is silent. Answer the customer in WeCom.",
  },
  resumed: {
    zh: "已交还：AI 从下一条消息起回复。",
    en: "Handed back: the AI answers from the next message on.",
  },
  retried: { zh: "正在重试这次回复。", en: "The answer is being tried again." },
  notDone: {
    zh: "没有改变什么：会话的状态刚刚变过，请看下面的最新状态。",
    en:
      "Nothing was changed: the conversation has just changed by itself. See below how it stands.",
  },
  customer: { zh: "客户", en: "Customer" },
  colleague: { zh: "同事", en: "Colleague" },
  leftToStaff: { zh: "留给同事", en: "Left to colleagues" },
  recalled: { zh: "已撤回", en: "Taken back" },
  apology: { zh: "致歉", en: "Apology" },
  thinking: { zh: "AI 正在思考…", en: "The AI is thinking…" },
  dropped: {
    zh: "有人接管，这次回复没有发出。",
    en: "Somebody took over before this was answered.",
  },
  failed: {
    zh: "这次没有回复成功。",
    en: "This was not answered.",
  },
  sources: { zh: "依据", en: "Based on" },
  mediaGone: {
    zh: "超过三天，企业微信已删除；这里没有保存。",
    en: "Older than three days: WeCom has deleted it, and it was not kept here.",
  },
  mediaComing: { zh: "还没有从企业微信取回。", en: "Not fetched from WeCom yet." },
  botMediaGone: {
    zh:
      "没有保存：发给智能机器人的文件，企业微信只提供五分钟；可能没能取回、太大，或设置为不保存。",
    en:
      "Not kept: WeCom hands out files of AI bots for five minutes only. It could not be fetched, is too large, or files are not to be kept.",
  },
  quoted: { zh: "引用", en: "Quoted" },
  pictureMissing: {
    zh: "图片现在无法显示。",
    en: "The picture cannot be shown now.",
  },
  took: { zh: "用时", en: "took" },
} as const satisfies Record<string, Text>;

const CHANNELS: Readonly<Record<Channel, Text>> = {
  app: { zh: "应用消息", en: "App message" },
  kf: { zh: "微信客服", en: "WeChat customer service" },
  bot: { zh: "智能机器人", en: "AI bot" },
  simulated: { zh: "模拟", en: "Simulated" },
};

/** A channel in words. */
export function describeChannel(channel: Channel, lang: Lang): string {
  return CHANNELS[channel][lang];
}

const REASONS: Readonly<Record<string, Text>> = {
  keyword: { zh: "客户要求", en: "the customer asked for it" },
  console: { zh: "在控制台操作", en: "from the console" },
  kf: { zh: "在微信客服中接待", en: "in WeChat customer service" },
  sensitive: { zh: "出现敏感词", en: "a sensitive word" },
  model: { zh: "AI 无法回复", en: "the AI could not answer" },
  delivery: { zh: "消息无法送达", en: "messages could not be delivered" },
  idle: { zh: "长时间没有消息", en: "a long silence" },
};

/** Why the mode was changed, in words; empty when it never was. */
export function describeReason(reason: string | null, lang: Lang): string {
  return reason === null ? "" : REASONS[reason]?.[lang] ?? reason;
}

const TROUBLES = {
  failed: { zh: "回复失败", en: "Failed" },
  uncertain: { zh: "不确定是否送达", en: "Unclear if sent" },
  refused: { zh: "被拒绝", en: "Refused" },
} as const satisfies Record<string, Text>;

/** How the last answer went wrong, in a word or two. */
export function describeTrouble(trouble: keyof typeof TROUBLES, lang: Lang): string {
  return TROUBLES[trouble][lang];
}

const DELIVERIES = {
  recorded: { zh: "等待发送", en: "To be sent" },
  sending: { zh: "正在发送", en: "Sending" },
  sent: { zh: "已发送", en: "Sent" },
  uncertain: {
    zh: "可能已送达，不会再次发送。请在企业微信里确认",
    en: "May have arrived, and is not sent again. Look in WeCom",
  },
  refused: { zh: "没有送达", en: "Not delivered" },
} as const satisfies Record<string, Text>;

/** How a part of an answer arrived. */
export function describeDelivery(status: keyof typeof DELIVERIES, lang: Lang): string {
  return DELIVERIES[status][lang];
}

const KINDS: Readonly<Record<string, Text>> = {
  image: { zh: "图片", en: "Image" },
  voice: { zh: "语音", en: "Voice message" },
  video: { zh: "视频", en: "Video" },
  file: { zh: "文件", en: "File" },
  location: { zh: "位置", en: "Location" },
  link: { zh: "链接", en: "Link" },
};

/** What a message is when it is no text. */
export function describeContentType(type: string, lang: Lang): string {
  return KINDS[type]?.[lang] ?? { zh: "其他消息", en: "Another kind of message" }[lang];
}

/** So many messages wait for the AI. */
export function describeWaiting(count: number, lang: Lang): string {
  return lang === "zh" ? `${count} 条等 AI` : `${count} for the AI`;
}

/** So many messages wait for a colleague. */
export function describeLeft(count: number, lang: Lang): string {
  return lang === "zh" ? `${count} 条等同事` : `${count} for colleagues`;
}

/** What stands for a picture where it is not seen. */
export function describePicture(author: "customer" | "staff", lang: Lang): string {
  return {
    customer: { zh: "客户发来的图片", en: "Picture from the customer" },
    staff: { zh: "同事发出的图片", en: "Picture from a colleague" },
  }[author][lang];
}

const DOWNLOADS = {
  voice: { zh: "下载语音", en: "Download the voice message" },
  video: { zh: "下载视频", en: "Download the video" },
  file: { zh: "下载文件", en: "Download the file" },
} as const satisfies Record<string, Text>;

/** The link to what is heard or read elsewhere. */
export function describeDownload(type: keyof typeof DOWNLOADS, lang: Lang): string {
  return DOWNLOADS[type][lang];
}
