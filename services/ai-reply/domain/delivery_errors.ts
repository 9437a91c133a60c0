/**
 * Why a part was not delivered: one sentence for operators. They are stored with the part (`deliveries.error`) and shown
 * in the console as they are, so they have one language.
 */
export const DELIVERY_ERRORS = {
  outcomeUnknown: "不确定是否已经送达，不会再发送。",
  modelGaveUp: "模型没有给出回答，已放弃重试。",
  retriesExhausted: "多次重试仍未成功，已放弃。",
  streamTimedOut: "模型没有在 6 分钟内答完，机器人的消息不能再更新。",
  /** 微信客服: the customer is with the AI again, but may not have been notified. */
  toBotUnconfirmed:
    "已从人工排队转回自动回答，但不确定这句话是否送达：会话已结束，客户再发消息后才能回复。",
} as const;

/** The app that the conversation goes through is not configured. */
export function appNotConfigured(app: string): string {
  return `应用 ${app} 不在配置中，无法发送。请检查 WECOM_APPS_FILE。`;
}

/** By `fail_type` of 微信客服 (WeCom document path 94670). */
const KF_FAILURES: Readonly<Record<number, string>> = {
  1: "客服账号已删除",
  2: "应用已关闭",
  4: "会话已过期，超过 48 小时",
  5: "会话已关闭",
  6: "超过 5 条限制",
  8: "主体未验证",
  10: "用户拒收",
  11: "企业未有成员登录企业微信",
  12: "发送的消息为客服组件禁发的消息类型",
  13: "安全限制",
};

/** 微信客服 reported that a message did not arrive. */
export function kfNotDelivered(failType: number | undefined): string {
  return `微信客服没有送达：${KF_FAILURES[failType ?? 0] ?? "未知原因"}。`;
}
