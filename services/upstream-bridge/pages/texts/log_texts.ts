import type { Lang, Text } from "packages/platform/lang.ts";
import type { Tone } from "services/upstream-bridge/pages/texts/state_texts.ts";

/** The texts of an account's log. */
export const LOG_TEXTS = {
  title: { zh: "日志", en: "Log" },
  stage: { zh: "步骤", en: "Step" },
  level: { zh: "级别", en: "Level" },
  when: { zh: "时间", en: "Time" },
  what: { zh: "事件", en: "Event" },
  details: { zh: "详情", en: "Details" },
  none: { zh: "还没有日志", en: "Nothing logged yet" },
  noneNext: {
    zh: "登录、检查、回调和发送的每一步都会记录在这里。",
    en: "Each step of signing in, checks, callbacks and sends is recorded here.",
  },
  noneFound: { zh: "没有符合条件的日志", en: "No entries match the filter" },
} as const satisfies Record<string, Text>;

/** The levels in words. */
export const LEVELS: Readonly<Record<"info" | "warn" | "error", { label: Text; tone: Tone }>> = {
  info: { label: { zh: "信息", en: "Info" }, tone: "quiet" },
  warn: { label: { zh: "注意", en: "Warning" }, tone: "warn" },
  error: { label: { zh: "错误", en: "Error" }, tone: "bad" },
};

/** The steps in words, by the names of the seed's log. */
export const STAGES: Readonly<Record<string, Text>> = {
  init: { zh: "创建实例", en: "Instance" },
  set_callback: { zh: "注册回调", en: "Callback address" },
  get_qrcode: { zh: "获取二维码", en: "QR code" },
  check_code: { zh: "提交验证码", en: "Code" },
  automatic_login: { zh: "自动登录", en: "Automatic sign-in" },
  second_verify: { zh: "二次验证", en: "Second verification" },
  login: { zh: "登录", en: "Sign-in" },
  state: { zh: "状态变化", en: "Change of state" },
  refresh_status: { zh: "查询状态", en: "Status" },
  monitor_check: { zh: "状态检查", en: "Check" },
  reconnect: { zh: "自动重连", en: "Reconnect" },
  send_text: { zh: "发送文本", en: "Send" },
  get_contacts: { zh: "读取通讯录", en: "Contacts" },
  callback: { zh: "回调", en: "Callback" },
  log_out: { zh: "退出登录", en: "Sign-out" },
  close: { zh: "结束实例", en: "End of the instance" },
  sync: { zh: "补收消息", en: "Catch-up" },
};

/** A step in words; its name when there are none. */
export function describeStage(stage: string, lang: Lang): string {
  return STAGES[stage]?.[lang] ?? stage;
}
