import type { Lang, Text } from "packages/platform/lang.ts";
import { PUSH_KINDS } from "services/callback/pages/push_kinds.ts";

/** The texts of the inbox page. */
export const INBOX_TEXTS = {
  title: { zh: "收件箱", en: "Inbox" },
  lead: {
    zh: "企业微信和上游推送的全部消息和事件，最新的在前。",
    en: "All messages and events from WeCom and the upstream, the latest first.",
  },
  lastCallbacks: { zh: "最近一次回调", en: "Last callback" },
  never: { zh: "暂无", en: "none yet" },
  app: { zh: "应用", en: "App" },
  kind: { zh: "类型", en: "Kind" },
  sender: { zh: "发送人", en: "Sender" },
  received: { zh: "时间", en: "Received" },
  content: { zh: "内容", en: "Content" },
  deliveries: { zh: "投递次数", en: "Deliveries" },
  system: { zh: "系统", en: "System" },
  simulated: { zh: "模拟", en: "Simulated" },
  upstream: { zh: "上游", en: "Upstream" },
  account: { zh: "账号", en: "Account" },
  noContent: { zh: "（无文字）", en: "(no text)" },
  noneFound: { zh: "没有符合条件的消息", en: "No messages match the filter" },
  noneFoundNext: {
    zh: "请修改或清除筛选条件。发送人可只填开头，不区分大小写。",
    en: "Change or clear the filter. The beginning of a sender's id is enough, in any case.",
  },
  noneYet: { zh: "还没有收到消息", en: "No messages yet" },
  stepUrl: {
    zh: "在企业微信管理后台打开应用的「接收消息」，点「设置 API 接收」，URL 填：",
    en:
      "In WeCom's admin console, open “Receive messages” of the app, choose “Set up API”, and enter the URL:",
  },
  stepKeys: {
    zh: "Token 和 EncodingAESKey 填写与 WECOM_TOKEN、WECOM_ENCODING_AES_KEY 相同的值，然后保存。",
    en:
      "Enter the values of WECOM_TOKEN and WECOM_ENCODING_AES_KEY as Token and EncodingAESKey, and save.",
  },
  stepWrite: {
    zh: "在企业微信中给该应用发送「帮助」，消息会出现在这里。",
    en: "Send “help” to the app in WeCom. The message appears here.",
  },
  stepSimulate: {
    zh: "没有企业微信？可以用上面的「模拟客户消息」试一试。",
    en: "No WeCom? Try “Simulate a customer message” above.",
  },
  simulate: { zh: "模拟客户消息", en: "Simulate a customer message" },
  simulateLead: {
    zh: "与真实消息的处理流程相同：收件箱、队列、AI 回复。回复不会发送到企业微信。",
    en: "Processed like a real message: inbox, queue, AI reply. The reply is not sent to WeCom.",
  },
  customer: { zh: "客户 external_userid", en: "Customer's external_userid" },
  message: { zh: "消息内容", en: "Message" },
  send: { zh: "发送", en: "Send" },
  sending: { zh: "正在发送…", en: "Sending…" },
  sent: { zh: "已进入收件箱。", en: "The message is in the inbox." },
  sentLink: { zh: "在会话中查看回复", en: "See the reply in its conversation" },
  sendFailed: {
    zh: "发送失败，请稍后重试。",
    en: "Not sent. Please try again.",
  },
} as const satisfies Record<string, Text>;

/** The texts of the page of failed jobs. */
export const DEAD_LETTER_TEXTS = {
  title: { zh: "失败任务", en: "Failed jobs" },
  lead: {
    zh: "多次重试仍失败的任务，保留 30 天。请先解决问题，再重新执行。",
    en:
      "Jobs that failed after all retries, kept for 30 days. Fix the cause first, then run them again.",
  },
  queue: { zh: "队列", en: "Queue" },
  error: { zh: "原因", en: "Cause" },
  attempts: { zh: "尝试次数", en: "Attempts" },
  failed: { zh: "失败时间", en: "Failed" },
  actions: { zh: "操作", en: "Actions" },
  noError: { zh: "没有错误信息", en: "No error message" },
  replay: { zh: "重新执行", en: "Run again" },
  remove: { zh: "删除", en: "Delete" },
  none: { zh: "没有失败任务", en: "No failed jobs" },
  noneNext: {
    zh: "任务失败后会自动重试约 5 分钟，仍然失败才会出现在这里。",
    en: "A failed job is retried for about five minutes. If it still fails, it appears here.",
  },
  noneFound: { zh: "该队列没有失败任务", en: "No failed jobs in this queue" },
  replayed: { zh: "已重新加入队列，即将执行。", en: "The job is queued again and starts soon." },
  removed: { zh: "已删除。", en: "Deleted." },
  gone: {
    zh: "任务不存在，可能已被重新执行或删除。",
    en: "The job no longer exists: it was run again or deleted.",
  },
} as const satisfies Record<string, Text>;

/** The number of attempts in words. */
export function describeAttempts(count: number, lang: Lang): string {
  if (lang === "zh") return `${count} 次`;
  return count === 1 ? "once" : `${count} times`;
}

/** The question before a job is run again or deleted; it names the job. */
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
      : `删除 ${queue} 的任务 ${tail}？删除后不会再执行，也无法恢复。`;
  }
  return action === "replay"
    ? `Run job ${tail} of ${queue} again?`
    : `Delete job ${tail} of ${queue}? It will not run again and cannot be restored.`;
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
  kf_msg_or_event: { zh: "微信客服新消息", en: "Customer service update" },
  change_contact: { zh: "通讯录变更", en: "Contacts changed" },
  change_external_contact: { zh: "客户变更", en: "Customer changed" },
  subscribe: { zh: "关注应用", en: "App followed" },
  unsubscribe: { zh: "取消关注应用", en: "App unfollowed" },
  enter_agent: { zh: "进入应用", en: "App opened" },
  enter_chat: { zh: "进入会话", en: "Chat opened" },
};

/** A kind of message in words; the sender's own name when we have no words for it. */
export function describeKind(kind: string, lang: Lang): string {
  return (KINDS[kind] ?? PUSH_KINDS[kind])?.[lang] ?? kind;
}
