import type { Lang, Text } from "packages/platform/lang.ts";
import type { ConversationAct } from "services/ai-reply/conversations/conversation_acts.ts";
import type { Channel } from "services/ai-reply/domain/conversation.ts";

/** The texts of the console's conversation pages. */
export const CONVERSATION_TEXTS = {
  title: { zh: "会话", en: "Conversations" },
  lead: {
    zh: "查看客户消息和回复，可随时人工接管或交还给 AI。",
    en: "Messages of customers and the replies. Take over at any time, or hand back to the AI.",
  },
  views: { zh: "快捷筛选", en: "Views" },
  all: { zh: "全部", en: "All" },
  waiting: { zh: "待回复", en: "Waiting" },
  forStaff: { zh: "待人工回复", en: "Waiting for staff" },
  trouble: { zh: "异常", en: "Problems" },
  human: { zh: "人工接待", en: "With staff" },
  search: { zh: "姓名、账号或聊天内容", en: "Name, id or words" },
  who: { zh: "客户", en: "Customer" },
  channel: { zh: "渠道", en: "Channel" },
  mode: { zh: "接待方", en: "Replies by" },
  changed: { zh: "切换", en: "changed" },
  said: { zh: "最近消息", en: "Last message" },
  when: { zh: "时间", en: "Time" },
  state: { zh: "状态", en: "State" },
  byBot: { zh: "AI", en: "AI" },
  byHuman: { zh: "人工", en: "Staff" },
  asked: { zh: "开始", en: "asked" },
  answered: { zh: "已回复", en: "Replied" },
  neverAnswered: { zh: "未回复", en: "No reply" },
  none: { zh: "还没有会话", en: "No conversations yet" },
  noneNext: {
    zh: "客户发来第一条消息后，会话会出现在这里。也可以先在收件箱中模拟一条客户消息。",
    en:
      "A conversation appears here when a customer first writes. To try it, simulate a message in the inbox.",
  },
  toInbox: { zh: "打开收件箱", en: "Open the inbox" },
  noneFound: { zh: "没有符合条件的会话", en: "No conversations match the filter" },
  noneForStaff: { zh: "没有待人工回复的客户", en: "No customers are waiting for staff" },
  noneWaiting: { zh: "没有待回复的客户", en: "No customers are waiting" },
  noneInTrouble: { zh: "一切正常，没有异常的回复", en: "All replies were delivered" },
  showAll: { zh: "查看全部会话", en: "Show all conversations" },
  back: { zh: "返回会话列表", en: "Back to conversations" },
  earlier: { zh: "更早的消息", en: "Earlier messages" },
  latest: { zh: "回到最新", en: "Back to the latest" },
  history: { zh: "聊天记录", en: "History" },
  noMessages: { zh: "还没有消息", en: "No messages yet" },
  retry: { zh: "重试", en: "Try again" },
  handedOver: {
    zh: "已接管，AI 不再回复。请在企业微信中回复客户。",
    en: "Taken over: the AI no longer replies. Reply to the customer in WeCom.",
  },
  resumed: {
    zh: "已交还给 AI，将从下一条消息开始回复。",
    en: "Handed back: the AI replies from the next message on.",
  },
  answering: {
    zh: "已交还给 AI，正在回复未回复的消息。",
    en: "Handed back: the AI is answering what was not answered.",
  },
  settled: {
    zh: "已记为同事已回复，AI 从下一条消息开始回复。",
    en: "Noted that a colleague has answered. The AI replies from the next message on.",
  },
  retried: { zh: "正在重新生成回复。", en: "The AI is trying again." },
  notDone: {
    zh: "操作未执行：会话状态刚刚发生变化，请查看下方的最新状态。",
    en: "Nothing was changed: the conversation was changed just before. See its state below.",
  },
  customer: { zh: "客户", en: "Customer" },
  colleague: { zh: "同事", en: "Colleague" },
  leftToStaff: { zh: "待人工回复", en: "For staff" },
  unanswered: { zh: "未回复", en: "Not answered" },
  noAnswerKnown: { zh: "没有回复记录", en: "No reply on record" },
  recalled: { zh: "已撤回", en: "Recalled" },
  apology: { zh: "致歉", en: "Apology" },
  thinking: { zh: "AI 正在思考…", en: "The AI is thinking…" },
  dropped: {
    zh: "已人工接管，AI 没有回复。",
    en: "Staff took over before the AI replied.",
  },
  failed: {
    zh: "回复失败。",
    en: "The reply failed.",
  },
  sources: { zh: "参考资料", en: "Sources" },
  mediaGone: {
    zh: "已超过 3 天，企业微信已删除，本系统也没有保存。",
    en: "Older than three days: WeCom has deleted it, and it is not stored here.",
  },
  mediaComing: { zh: "正在从企业微信下载。", en: "Not downloaded from WeCom yet." },
  botMediaGone: {
    zh:
      "文件未保存：发给智能机器人的文件只能在 5 分钟内下载。可能是下载失败、文件过大，或已设置为不保存。",
    en:
      "Not stored: files for AI bots can be downloaded for five minutes only. The download failed, the file is too large, or storing files is switched off.",
  },
  quoted: { zh: "引用", en: "Quoted" },
  pictureMissing: {
    zh: "图片暂时无法显示。",
    en: "The picture cannot be shown now.",
  },
  took: { zh: "用时", en: "took" },
} as const satisfies Record<string, Text>;

/** A channel in words. */
export const CHANNELS: Readonly<Record<Channel, Text>> = {
  app: { zh: "应用消息", en: "App message" },
  kf: { zh: "微信客服", en: "WeChat customer service" },
  bot: { zh: "智能机器人", en: "AI bot" },
  simulated: { zh: "模拟", en: "Simulated" },
};

const REASONS: Readonly<Record<string, Text>> = {
  keyword: { zh: "客户要求", en: "the customer asked for it" },
  console: { zh: "在控制台操作", en: "from the console" },
  kf: { zh: "在微信客服中接待", en: "in WeChat customer service" },
  sensitive: { zh: "出现敏感词", en: "a sensitive word" },
  model: { zh: "AI 无法回复", en: "the AI could not answer" },
  delivery: { zh: "消息无法送达", en: "messages could not be delivered" },
  idle: { zh: "长时间没有消息", en: "no messages for a long time" },
};

/** Why the mode was changed, in words; empty when it was never changed. `by` is who last changed it in the console. */
export function describeReason(reason: string | null, lang: Lang, by?: string): string {
  if (reason === "console" && by !== undefined) {
    return lang === "zh" ? `${by} 在控制台操作` : `by ${by} in the console`;
  }
  return reason === null ? "" : REASONS[reason]?.[lang] ?? reason;
}

/** What went wrong with the last answer, in a few words. */
export const TROUBLES = {
  failed: { zh: "回复失败", en: "Failed" },
  uncertain: { zh: "可能未送达", en: "Delivery unclear" },
  refused: { zh: "未送达", en: "Not delivered" },
} as const satisfies Record<string, Text>;

/** The delivery state of a part of an answer. */
export const DELIVERIES = {
  recorded: { zh: "等待发送", en: "Not sent yet" },
  sending: { zh: "正在发送", en: "Sending" },
  sent: { zh: "已发送", en: "Sent" },
  uncertain: {
    zh: "可能已送达，不会重复发送，请在企业微信中确认",
    en: "May have arrived and is not sent again. Check in WeCom",
  },
  refused: { zh: "未送达", en: "Not delivered" },
} as const satisfies Record<string, Text>;

const KINDS: Readonly<Record<string, Text>> = {
  image: { zh: "图片", en: "Image" },
  voice: { zh: "语音", en: "Voice message" },
  video: { zh: "视频", en: "Video" },
  file: { zh: "文件", en: "File" },
  location: { zh: "位置", en: "Location" },
  link: { zh: "链接", en: "Link" },
  // WeCom's names of kinds in 微信客服.
  miniprogram: { zh: "小程序", en: "Mini program" },
  business_card: { zh: "名片", en: "Business card" },
  merged_msg: { zh: "聊天记录", en: "Forwarded chat" },
  channels: { zh: "视频号", en: "Channels" },
  channels_shop_product: { zh: "视频号商品", en: "Product" },
  channels_shop_order: { zh: "视频号订单", en: "Order" },
  meeting: { zh: "会议", en: "Meeting" },
  calendar: { zh: "日程", en: "Calendar entry" },
  note: { zh: "笔记", en: "Note" },
  msgmenu: { zh: "菜单", en: "Menu" },
};

/** The type of a message that is not text. */
export function describeContentType(type: string, lang: Lang): string {
  return KINDS[type]?.[lang] ?? { zh: "其他消息", en: "Another kind of message" }[lang];
}

/** How many messages wait for the AI. */
export function describeWaiting(count: number, lang: Lang): string {
  return lang === "zh" ? `${count} 条待 AI 回复` : `${count} for the AI`;
}

/** How many messages stayed without an answer when the conversation was handed back. */
export function describeUnanswered(count: number, lang: Lang): string {
  if (count === 0) return CONVERSATION_TEXTS.unanswered[lang];
  return lang === "zh" ? `${count} 条未回复` : `${count} not answered`;
}

const ACTS: Readonly<Record<ConversationAct["action"], Text>> = {
  "conversation.hand_over": { zh: "接管了会话", en: "took over" },
  "conversation.hand_back": { zh: "把会话交还给 AI", en: "handed back to the AI" },
  "conversation.retry": { zh: "重试了回复", en: "retried the answer" },
};

const UNANSWERED: Readonly<Record<string, Text>> = {
  answer: { zh: "，由 AI 回复未回复的消息", en: ", which answers what was not answered" },
  settled: { zh: "，同事已在别处回复", en: "; a colleague has answered elsewhere" },
};

/** What a person did, as the rest of a sentence that begins with the name. */
export function describeAct(
  { action, detail }: Pick<ConversationAct, "action" | "detail">,
  lang: Lang,
): string {
  return ACTS[action][lang] + (UNANSWERED[detail ?? ""]?.[lang] ?? "");
}

/** How many messages wait for staff. */
export function describeLeft(count: number, lang: Lang): string {
  return lang === "zh" ? `${count} 条待人工回复` : `${count} for staff`;
}

/** The alternative text of a picture. */
export const PICTURES = {
  customer: { zh: "客户发来的图片", en: "Picture from the customer" },
  staff: { zh: "同事发出的图片", en: "Picture from a colleague" },
} as const satisfies Record<string, Text>;

/** The label of the link that downloads a file. */
export const DOWNLOADS = {
  voice: { zh: "下载语音", en: "Download the voice message" },
  video: { zh: "下载视频", en: "Download the video" },
  file: { zh: "下载文件", en: "Download the file" },
} as const satisfies Record<string, Text>;
