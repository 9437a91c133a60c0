import type { Text } from "packages/platform/lang.ts";
import type { DeliveryState } from "services/callback/webhooks/read_deliveries.ts";

/** The texts of the pages about webhooks. */
export const WEBHOOK_TEXTS = {
  title: { zh: "事件推送", en: "Webhooks" },
  lead: {
    zh: "推送到贵公司系统的事件，最新的在前。",
    en: "Events for your company's own system, the latest first.",
  },
  receiver: { zh: "接收地址", en: "Receiver" },
  sendTest: { zh: "发送测试事件", en: "Send a test event" },
  state: { zh: "状态", en: "State" },
  type: { zh: "事件", en: "Event" },
  time: { zh: "时间", en: "Time" },
  attempts: { zh: "尝试次数", en: "Attempts" },
  lastAttempt: { zh: "最近一次结果", en: "Last result" },
  delivery: { zh: "投递", en: "Delivery" },
  nextAttempt: { zh: "下次尝试", en: "Next attempt" },
  notTried: { zh: "尚未尝试", en: "Not tried yet" },
  answered: { zh: "接收方返回", en: "Answer" },
  noAnswer: { zh: "无响应", en: "No answer" },
  duration: { zh: "耗时", en: "Duration" },
  result: { zh: "结果", en: "Result" },
  ok: { zh: "成功", en: "Success" },
  back: { zh: "返回列表", en: "All webhooks" },
  id: { zh: "事件 ID（webhook-id）", en: "Event id (webhook-id)" },
  happened: { zh: "发生时间", en: "Happened" },
  ended: { zh: "结束时间", en: "Ended" },
  data: { zh: "内容", en: "Data" },
  history: { zh: "投递记录", en: "Attempts" },
  historyNote: { zh: "最近 50 次，最新的在前。", en: "The last 50, the latest first." },
  replay: { zh: "重新推送", en: "Send again" },
  tryNow: { zh: "立即重试", en: "Try now" },
  askReplay: {
    zh: "这个事件已送达。再推送一次？接收方会收到相同的 webhook-id。",
    en: "This event was delivered. Send it once more? The receiver gets the same webhook-id.",
  },
  replayed: { zh: "已开始重新推送。", en: "It is being sent again." },
  test: {
    zh: "测试事件已发出，结果会显示在这里。",
    en: "The test event is sent. The result appears here.",
  },
  notRecordedYet: { zh: "正在发送…", en: "Sending…" },
  none: { zh: "还没有事件", en: "No events yet" },
  noneNext: {
    zh: "成员登录、收到消息、回复送达时会推送事件。可以先发送一个测试事件。",
    en:
      "Events are sent when members sign in, messages arrive and answers are delivered. Try a test event first.",
  },
  noneFound: { zh: "没有符合条件的事件", en: "No events match the filter" },
  noneFoundNext: { zh: "请修改或清除筛选条件。", en: "Change or clear the filter." },
  off: { zh: "事件推送尚未开启", en: "Webhooks are off" },
  offNotice: {
    zh: "没有配置 WEBHOOK_URL，现在不会推送任何事件。",
    en: "WEBHOOK_URL is not set, so nothing is sent now.",
  },
  stepReceiver: {
    zh: "在贵公司的系统中准备一个接收 POST 请求的地址，验证签名的方法见 docs/webhooks.zh-CN.md。",
    en:
      "In your system, provide an address that accepts POST requests. docs/webhooks.md shows how to verify the signature.",
  },
  stepSecret: { zh: "生成签名密钥：", en: "Make a signing key:" },
  stepConfigure: {
    zh: "为所有服务填写 WEBHOOK_URL，并为 callback 填写 WEBHOOK_SECRET，然后重启。",
    en: "Set WEBHOOK_URL for all services, and WEBHOOK_SECRET for callback. Then restart.",
  },
} as const satisfies Record<string, Text>;

/** The states in words. */
export const STATE_TEXTS: Readonly<Record<DeliveryState, Text>> = {
  waiting: { zh: "等待投递", en: "Waiting" },
  delivered: { zh: "已送达", en: "Delivered" },
  failed: { zh: "投递失败", en: "Failed" },
  gone: { zh: "已停止（410）", en: "Stopped (410)" },
};

/** The colours of the states. */
export const STATE_TONES = {
  waiting: "warn",
  delivered: "good",
  failed: "bad",
  gone: "bad",
} as const satisfies Record<DeliveryState, string>;
