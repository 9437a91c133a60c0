import type { Text } from "packages/platform/lang.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";

/** The texts of the settings. */
export const SETTINGS_TEXTS = {
  title: { zh: "上游账号设置", en: "Settings of the accounts" },
  lead: {
    zh: "对所有账号生效，保存后立即使用，无需重启。",
    en: "For all accounts. They apply as soon as they are saved, without a restart.",
  },
  sending: { zh: "发送", en: "Sending" },
  isOn: { zh: "允许发送", en: "Sending is on" },
  isOff: { zh: "已停止全部发送", en: "All sending is stopped" },
  stopDetail: {
    zh: "立即停止所有账号的发送，包括排队中的消息。接收不受影响。",
    en: "Stops the sends of all accounts at once, queued ones too. Messages still come in.",
  },
  stoppedDetail: {
    zh: "所有账号都不会发出消息，排队中的消息会记为失败。接收不受影响。",
    en: "No account sends anything; queued texts fail. Messages still come in.",
  },
  stopAll: { zh: "停止全部发送", en: "Stop all sending" },
  askStop: {
    zh: "停止所有账号的发送？排队中的消息会记为失败。",
    en: "Stop the sends of all accounts? What is queued fails.",
  },
  resume: { zh: "恢复发送", en: "Allow sending" },
  dryRun: { zh: "试运行：只记录，不发出", en: "Dry run: record, and send nothing" },
  pace: { zh: "频率与上限", en: "Pace and caps" },
  paceLead: {
    zh: "发送越快，账号被限制的风险越高。",
    en: "The faster an account sends, the sooner it is restricted.",
  },
  checks: { zh: "检查与重连", en: "Checks and reconnecting" },
  reconnectOn: { zh: "在以下情况自动重连", en: "Reconnect by itself after" },
  save: { zh: "保存设置", en: "Save the settings" },
  number: { zh: "请输入整数", en: "A whole number" },
} as const satisfies Record<string, Text>;

/** A setting that is a number. */
export interface NumberSetting {
  readonly name: {
    [K in keyof BridgeSettings]: BridgeSettings[K] extends number ? K : never;
  }[keyof BridgeSettings];
  readonly label: Text;
  readonly unit: Text;
  readonly min: number;
  readonly max: number;
  /** What one of the form is in the stored unit: seconds are stored as milliseconds. */
  readonly factor: number;
}

const PIECES: Text = { zh: "条", en: "texts" };
const SECONDS: Text = { zh: "秒", en: "seconds" };
const TIMES: Text = { zh: "次", en: "times" };
const MANY = 1_000_000;

/** How fast an account may send. */
export const PACE: readonly NumberSetting[] = [
  {
    name: "sendsPerMinute",
    label: { zh: "每个账号每分钟最多", en: "Per account and minute" },
    unit: PIECES,
    min: 1,
    max: MANY,
    factor: 1,
  },
  {
    name: "conversationSendsPerMinute",
    label: { zh: "每个会话每分钟最多", en: "Per conversation and minute" },
    unit: PIECES,
    min: 1,
    max: MANY,
    factor: 1,
  },
  {
    name: "sendsPerDay",
    label: { zh: "每个账号每天最多", en: "Per account and day" },
    unit: PIECES,
    min: 1,
    max: MANY,
    factor: 1,
  },
  {
    name: "sendMinGapMs",
    label: { zh: "两条消息至少间隔", en: "At least between two texts" },
    unit: SECONDS,
    min: 0,
    max: 1_000,
    factor: 1_000,
  },
];

/** When an account counts as lost, and how it comes back. */
export const CHECKS: readonly NumberSetting[] = [
  {
    name: "probeFailThreshold",
    label: { zh: "连续几次检查失败后重连", en: "Reconnect after bad checks in a row" },
    unit: TIMES,
    min: 1,
    max: MANY,
    factor: 1,
  },
  {
    name: "reconnectAttempts",
    label: { zh: "每次掉线最多重连", en: "Attempts of one loss" },
    unit: TIMES,
    min: 0,
    max: MANY,
    factor: 1,
  },
  {
    name: "reconnectBaseMs",
    label: { zh: "第一次重连前等待", en: "Wait before the first attempt" },
    unit: SECONDS,
    min: 1,
    max: 1_000,
    factor: 1_000,
  },
  {
    name: "reconnectCapMs",
    label: { zh: "两次重连之间最多等待", en: "Longest wait between attempts" },
    unit: SECONDS,
    min: 1,
    max: 1_000,
    factor: 1_000,
  },
  {
    name: "automaticQrCodes",
    label: { zh: "每次掉线自动显示二维码", en: "Automatic QR codes of one loss" },
    unit: TIMES,
    min: 0,
    max: 3,
    factor: 1,
  },
];

/** What an account may come back from by itself, with what speaks against it. */
export const RECONNECT_ON: readonly {
  readonly value: BridgeSettings["reconnectOn"][number];
  readonly label: Text;
  readonly detail?: Text;
}[] = [
  { value: "disconnect", label: { zh: "上游断开连接", en: "a disconnect by the upstream" } },
  { value: "probe", label: { zh: "检查发现掉线", en: "bad checks" } },
  {
    value: "kicked",
    label: { zh: "在其他设备登录", en: "a sign-in on another device" },
    detail: { zh: "可能与成员反复争抢登录。", en: "It may fight with the member for the login." },
  },
  {
    value: "phone",
    label: { zh: "成员在手机上退出", en: "a sign-out on the phone" },
    detail: { zh: "违背成员的操作，不建议。", en: "It acts against the member's decision." },
  },
];
