import type { Lang, Text } from "packages/platform/lang.ts";

/** What the inbox's pages say. */
export const INBOX_TEXTS = {
  title: { zh: "收件箱", en: "Inbox" },
  lead: {
    zh: "企业微信推送来的每条消息和事件，最新的在前。",
    en: "Every message and event that WeCom has sent, the latest first.",
  },
  lastCallbacks: { zh: "最近一次回调", en: "Last callback" },
  never: { zh: "还没有", en: "none yet" },
  app: { zh: "应用", en: "App" },
  kind: { zh: "类型", en: "Kind" },
  sender: { zh: "发送人", en: "Sender" },
  received: { zh: "收到", en: "Received" },
  content: { zh: "内容", en: "Content" },
  deliveries: { zh: "投递次数", en: "Deliveries" },
  nobody: { zh: "系统", en: "System" },
  simulated: { zh: "模拟", en: "Simulated" },
  noContent: { zh: "（无文字）", en: "(no text)" },
  noneFound: { zh: "没有符合条件的消息", en: "No message fits" },
  noneFoundNext: {
    zh: "换一个条件，或者清除筛选。类型和发送人要写完整。",
    en: "Change or clear the filter. Kind and sender are compared whole.",
  },
  noneYet: { zh: "还没有收到任何消息", en: "Nothing has arrived yet" },
  stepUrl: {
    zh: "在企业微信管理后台打开应用的「接收消息」，点「设置 API 接收」，URL 填：",
    en:
      "In WeCom's admin console open the app's “Receive messages”, “Set up API”, and enter as URL:",
  },
  stepKeys: {
    zh: "Token 和 EncodingAESKey 填与 WECOM_TOKEN、WECOM_ENCODING_AES_KEY 相同的值，保存。",
    en:
      "Enter the Token and EncodingAESKey that WECOM_TOKEN and WECOM_ENCODING_AES_KEY hold; save.",
  },
  stepWrite: {
    zh: "用企业微信给这个应用发一句「帮助」，它会出现在这里。",
    en: "Write “help” to the app in WeCom: it appears here.",
  },
  stepSimulate: {
    zh: "手边没有企业微信？用上面的「模拟客户消息」试一次。",
    en: "No WeCom at hand? Try “Simulate a customer's message” above.",
  },
  simulate: { zh: "模拟客户消息", en: "Simulate a customer's message" },
  simulateLead: {
    zh: "和真实消息走同一条路：收件箱、队列、AI 回复。回复不会发到企业微信。",
    en: "It goes the whole way: inbox, queue, answer. The answer does not leave for WeCom.",
  },
  customer: { zh: "客户 external_userid", en: "Customer's external_userid" },
  message: { zh: "说了什么", en: "What they write" },
  send: { zh: "发送", en: "Send" },
  sending: { zh: "正在发送…", en: "Sending…" },
  sent: { zh: "已进入收件箱。", en: "It is in the inbox." },
  sentLink: { zh: "到会话里看回复", en: "See the answer in its conversation" },
  sendFailed: {
    zh: "没有发送成功，请稍后再试。",
    en: "It was not sent. Please try again shortly.",
  },
} as const satisfies Record<string, Text>;

/** What the page of dead letters says. */
export const DEAD_LETTER_TEXTS = {
  title: { zh: "失败任务", en: "Failed jobs" },
  lead: {
    zh: "多次尝试仍未成功的任务，保留 30 天。先解决原因，再重新执行。",
    en: "Jobs that failed every time; kept for 30 days. Mend the cause first, then run them again.",
  },
  queue: { zh: "队列", en: "Queue" },
  error: { zh: "原因", en: "Why" },
  attempts: { zh: "尝试", en: "Tried" },
  failed: { zh: "失败于", en: "Failed" },
  actions: { zh: "操作", en: "Actions" },
  noError: { zh: "没有留下错误信息", en: "No error was left" },
  replay: { zh: "重新执行", en: "Run again" },
  remove: { zh: "删除", en: "Delete" },
  none: { zh: "没有失败的任务", en: "No job has failed" },
  noneNext: {
    zh: "任务失败后会自动重试约五分钟，仍不成功才会出现在这里。",
    en: "A job is tried again by itself for about five minutes; only then would it be here.",
  },
  noneFound: { zh: "这个队列里没有失败的任务", en: "No job of this queue has failed" },
  replayed: { zh: "已重新排队，马上执行。", en: "It is queued again and starts at once." },
  removed: { zh: "已删除。", en: "Deleted." },
  gone: {
    zh: "这个任务已经不在了，可能已被重新执行或删除。",
    en: "That job is gone: it has been run again or deleted already.",
  },
} as const satisfies Record<string, Text>;

/** So many tries. */
export function describeAttempts(count: number, lang: Lang): string {
  if (lang === "zh") return `${count} 次`;
  return count === 1 ? "once" : `${count} times`;
}

/** Asks before a job is run again or deleted, naming it. */
export function askAbout(
  action: "replay" | "remove",
  { queue, id }: { queue: string; id: string },
  lang: Lang,
): string {
  // A word joiner: the ellipsis stays with what it shortens.
  const tail = `…\u2060${id.slice(-8)}`;
  if (lang === "zh") {
    return action === "replay"
      ? `重新执行 ${queue} 的任务 ${tail}？`
      : `删除 ${queue} 的任务 ${tail}？它不会再被执行，也无法恢复。`;
  }
  return action === "replay"
    ? `Run job ${tail} of ${queue} again?`
    : `Delete job ${tail} of ${queue}? It will never be run and cannot be brought back.`;
}

const KINDS: Readonly<Record<string, Text>> = {
  text: { zh: "文本", en: "Text" },
  image: { zh: "图片", en: "Image" },
  voice: { zh: "语音", en: "Voice" },
  video: { zh: "视频", en: "Video" },
  file: { zh: "文件", en: "File" },
  location: { zh: "位置", en: "Location" },
  link: { zh: "链接", en: "Link" },
  mixed: { zh: "图文", en: "Text and images" },
  kf_msg_or_event: { zh: "微信客服有新消息", en: "News of customer service" },
  change_contact: { zh: "通讯录变更", en: "Contacts changed" },
  change_external_contact: { zh: "客户变更", en: "Customer changed" },
  subscribe: { zh: "关注应用", en: "App followed" },
  unsubscribe: { zh: "取消关注应用", en: "App unfollowed" },
  enter_agent: { zh: "进入应用", en: "App opened" },
  enter_chat: { zh: "进入会话", en: "Chat opened" },
};

/** A kind of message in words; WeCom's own name where there are none. */
export function describeKind(kind: string, lang: Lang): string {
  return KINDS[kind]?.[lang] ?? kind;
}

/** The kind that somebody means who typed its name or what the pages call it; what is unknown stays as it is. */
export function findKind(typed: string): string {
  const wanted = typed.toLowerCase();
  const found = Object.entries(KINDS).find(([, { zh, en }]) =>
    zh === wanted || en.toLowerCase() === wanted
  );
  return found?.[0] ?? typed;
}
