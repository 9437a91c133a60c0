import { AUDIT_ACTIONS, type AuditAction } from "packages/events/audit_event.ts";
import type { Lang, Text } from "packages/platform/lang.ts";

/** The texts of the page of the audit trail. */
export const AUDIT_TEXTS = {
  title: { zh: "操作记录", en: "Audit trail" },
  lead: {
    zh: "谁在什么时间做了什么，最新的在前。不含消息内容和联系方式。",
    en: "Who did what, and when, the latest first. Without texts of messages and contact data.",
  },
  when: { zh: "时间", en: "Time" },
  who: { zh: "操作人", en: "Person" },
  action: { zh: "操作", en: "Action" },
  thing: { zh: "对象", en: "Object" },
  from: { zh: "开始日期", en: "From" },
  to: { zh: "结束日期", en: "Until" },
  none: { zh: "还没有操作记录", en: "Nothing recorded yet" },
  noneNext: {
    zh: "接管、交还、重试、重新执行、删除、修改标签和备注等操作会记录在这里。",
    en: "Hand-overs, retries, replays, deletions, and changes of tags and notes are recorded here.",
  },
  noneFound: { zh: "没有符合条件的操作", en: "No actions match the filter" },
  noneFoundNext: {
    zh: "请修改或清除筛选条件。操作人可只填姓名或账号的开头。",
    en: "Change or clear the filter. The beginning of a name or id is enough.",
  },
} as const satisfies Record<string, Text>;

/** The action in words; its name when this version does not know it. */
export function describeAction(action: string, lang: Lang): string {
  return isKnown(action) ? AUDIT_ACTIONS[action][lang] : action;
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, action);
}

const DETAILS: Readonly<Record<string, Text>> = {
  "conversation.hand_back/answer": {
    zh: "未回复的消息由 AI 回复",
    en: "the AI answers what was not answered",
  },
  "conversation.hand_back/keep": {
    zh: "未回复的消息保持未回复",
    en: "what was not answered stays so",
  },
  "conversation.hand_back/settled": { zh: "已由同事回复", en: "a colleague has answered" },
  "account.step/init": { zh: "创建实例", en: "create an instance" },
  "account.step/set_callback": { zh: "注册回调", en: "register the callback address" },
  "account.step/get_qr": { zh: "获取二维码", en: "get a QR code" },
  "account.step/automatic_login": { zh: "自动登录", en: "sign in automatically" },
  "account.step/second_verify": { zh: "二次验证", en: "second verification" },
  "account.stop/close": { zh: "结束实例", en: "end the instance" },
  "account.save/created": { zh: "新账号", en: "new account" },
  "account.save/changed": { zh: "新密码", en: "new password" },
};

/** Details that repeat the action. */
const REPEATED = new Set([
  "start",
  "check_code",
  "check_now",
  "stop",
  "log_out",
  "clear_restriction",
]);

/** How it was done, in words; as recorded when there are none. */
export function describeDetail(
  { action, detail }: { action: string; detail: string | null },
  lang: Lang,
): string {
  if (action.startsWith("account.") && REPEATED.has(detail ?? "")) return "";
  return DETAILS[`${action}/${detail}`]?.[lang] ?? detail ?? "";
}

const THINGS: Readonly<Record<string, Text>> = {
  conversation: { zh: "会话", en: "Conversation" },
  customer: { zh: "客户", en: "Customer" },
  job: { zh: "任务", en: "Job" },
  inbox: { zh: "收件箱", en: "Inbox" },
  account: { zh: "账号", en: "Account" },
  bridge: { zh: "上游账号", en: "Upstream accounts" },
};

/** A kind of thing in words. */
export function describeThing(kind: string, lang: Lang): string {
  return THINGS[kind]?.[lang] ?? kind;
}
