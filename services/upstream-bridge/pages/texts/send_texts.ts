import type { Lang, Text } from "packages/platform/lang.ts";
import type { Tone } from "services/upstream-bridge/pages/texts/state_texts.ts";

/** The texts of sending. */
export const SEND_TEXTS = {
  title: { zh: "发送文本", en: "Send a text" },
  to: { zh: "接收方 ID", en: "To, an id" },
  toHint: { zh: "成员 vid、外部联系人 ID 或群 ID", en: "A member, an external contact or a room" },
  idHint: { zh: "1 至 20 位数字", en: "1 to 20 digits" },
  pick: { zh: "从通讯录选择", en: "Choose a contact" },
  room: { zh: "发到群聊", en: "It is a room" },
  kf: { zh: "客服账号 ID（选填）", en: "Customer-service id (optional)" },
  kfHint: { zh: "仅在以客服身份回复时填写", en: "Only to reply as a customer-service account" },
  content: { zh: "内容", en: "Text" },
  send: { zh: "发送", en: "Send" },
  bytes: { zh: "字节", en: "bytes" },
  tooLong: {
    zh: "内容超过 2048 字节，请缩短。",
    en: "The text is longer than 2048 bytes. Shorten it.",
  },
  sends: { zh: "最近发送", en: "Recent sends" },
  none: { zh: "还没有发送记录", en: "Nothing sent yet" },
  noneNext: {
    zh: "从这里或接口发送的消息会出现在这里，并显示结果。",
    en: "What is sent here or through the API appears here with its outcome.",
  },
  when: { zh: "时间", en: "Time" },
  target: { zh: "接收方", en: "To" },
  outcome: { zh: "结果", en: "Outcome" },
  isRoom: { zh: "群", en: "room" },
  justSent: { zh: "刚才的消息", en: "Just sent" },
  notOnline: {
    zh: "账号不在线，暂时不能发送。",
    en: "The account is not online, so it cannot send now.",
  },
  toOverview: { zh: "查看状态", en: "See its state" },
} as const satisfies Record<string, Text>;

/** What is wrong with the send box. */
export const REFUSALS = {
  target: {
    zh: "接收方 ID 应为 1 至 20 位数字。",
    en: "The id of the recipient is 1 to 20 digits.",
  },
  kfId: {
    zh: "客服账号 ID 应为 1 至 20 位数字。",
    en: "The customer-service id is 1 to 20 digits.",
  },
  content: {
    zh: "内容不能为空，不能超过 2048 字节，也不能含有控制字符。",
    en: "The text must not be empty, have at most 2048 bytes, and no control characters.",
  },
} as const satisfies Record<string, Text>;

/** The outcomes of a send. */
export const SEND_STATUSES: Readonly<Record<string, { label: Text; tone: Tone }>> = {
  queued: { label: { zh: "等待发送", en: "Queued" }, tone: "quiet" },
  sending: { label: { zh: "正在发送", en: "Sending" }, tone: "quiet" },
  sent: { label: { zh: "已发送", en: "Sent" }, tone: "good" },
  failed: { label: { zh: "发送失败", en: "Failed" }, tone: "bad" },
  unknown: { label: { zh: "结果未知", en: "Unknown" }, tone: "warn" },
  rejected_later: { label: { zh: "被对方拒收", en: "Rejected" }, tone: "bad" },
  dry_run: { label: { zh: "试运行，未发出", en: "Dry run" }, tone: "warn" },
};

const FAILURES: Readonly<Record<string, Text>> = {
  sending_disabled: { zh: "全部发送已停止", en: "all sending is stopped" },
  restricted: { zh: "账号的发送受限", en: "the account is restricted" },
  deleted: {
    zh: "对方已删除这个账号，需要重新添加好友",
    en: "the recipient removed the account from the contacts",
  },
  blocked: { zh: "对方已拉黑这个账号", en: "the recipient blocked the account" },
  muted: { zh: "会话已静音", en: "the chat is muted" },
  not_online: { zh: "账号不在线", en: "the account is not online" },
  expired: { zh: "等待超过 10 分钟，未发出", en: "it waited for more than 10 minutes" },
  upstream_refused: { zh: "上游拒绝", en: "the upstream refused" },
  upstream_unavailable: { zh: "无法连接上游", en: "the upstream cannot be reached" },
  upstream_timeout: {
    zh: "上游没有及时回答，可能已送达，不会重复发送，请在手机上确认",
    en:
      "the upstream did not answer in time: it may have arrived and is not sent again; check on the phone",
  },
  interrupted: {
    zh: "发送中断，可能已送达，不会重复发送，请在手机上确认",
    en: "it was interrupted: it may have arrived and is not sent again; check on the phone",
  },
};

/** Why a send has no good outcome, with the upstream's own words; empty without a reason. */
export function describeFailure(
  { error, errcode, errmsg }: {
    readonly error: string | null;
    readonly errcode: string | null;
    readonly errmsg: string | null;
  },
  lang: Lang,
): string {
  const reason = error === null ? "" : FAILURES[error]?.[lang] ?? error;
  // For all other reasons, errmsg is a sentence of ours, which has been said in the reader's language.
  if (error !== null && error !== "upstream_refused") return reason;
  const said = [errmsg, errcode].filter((part) => part !== null && part !== "").join(" ");
  if (said === "") return reason;
  return lang === "zh" ? `${reason}（${said}）` : `${reason} (${said})`;
}
