import type { Text } from "packages/platform/lang.ts";

/** The texts about the upstream itself: not set up, simulated, without callbacks, sending switched off. */
export const UPSTREAM_TEXTS = {
  missing: { zh: "还没有配置上游", en: "No upstream is set up" },
  missingNext: {
    zh: "设置 BASE_URL 和 UPSTREAM_ACKNOWLEDGED=1，然后重启。账号随后在这里添加。",
    en:
      "Set BASE_URL and UPSTREAM_ACKNOWLEDGED=1, then restart. Accounts are added here afterwards.",
  },
  risksTitle: { zh: "使用前请了解风险", en: "Know the risks first" },
  risks: {
    zh:
      "上游不是企业微信的官方接口。企业微信禁止未经授权的第三方接入，成员账号可能被永久封禁，严重时会波及企业和管理员；上游能看到全部消息，也能操作账号。",
    en:
      "The upstream is not an official interface of WeCom. WeCom forbids access by unlicensed third parties: the member may be banned for good, in serious cases the company and its administrators too. The upstream sees all messages and controls the account.",
  },
  officialTitle: {
    zh: "能满足需要时，优先使用官方方式",
    en: "Prefer the official ways where they do the job",
  },
  simulated: {
    zh: "当前使用模拟上游，不会连接真实账号。扫码和验证码在模拟手机上完成。",
    en:
      "The upstream is simulated: no real account is used. Scan and confirm on the simulated phone.",
  },
  openPhone: { zh: "打开模拟手机", en: "Open the simulated phone" },
  callbacksOff: {
    zh: "未接收上游回调（CALLBACK_URL=off）：状态靠定时查询得知，收不到消息。",
    en:
      "Callbacks are off (CALLBACK_URL=off): states are found by polling, and no messages come in.",
  },
  callbacksUnreachable: {
    zh:
      "回调地址只有本机能访问，上游无法推送：状态靠定时查询得知，收不到消息。请把 CALLBACK_URL 设为公网地址。",
    en:
      "The callback address is one of this machine, so the upstream cannot reach it: states are found by polling, and no messages come in. Set CALLBACK_URL to a public address.",
  },
  notMonitored: {
    zh: "未开启状态检查（MONITOR_INTERVAL_MS=0）：掉线后可能不会被发现。",
    en: "Checks are off (MONITOR_INTERVAL_MS=0): a loss may stay unnoticed.",
  },
  sendingOff: {
    zh: "已停止全部发送：所有账号的消息都不会发出。",
    en: "All sending is stopped: no account sends anything.",
  },
  dryRun: {
    zh: "试运行：消息只记录，不会真正发出。",
    en: "Dry run: messages are recorded and go nowhere.",
  },
  change: { zh: "前往设置", en: "Change it" },
} as const satisfies Record<string, Text>;

/** The official ways to do what the upstream does, with what each is good for. */
export const OFFICIAL_WAYS: readonly { readonly name: Text; readonly detail: Text }[] = [
  {
    name: { zh: "应用消息", en: "App messages" },
    detail: { zh: "给企业成员发送通知。", en: "Notify members of the company." },
  },
  {
    name: { zh: "微信客服", en: "WeChat customer service (微信客服)" },
    detail: { zh: "与微信客户一对一沟通。", en: "Talk to customers in WeChat." },
  },
  {
    name: { zh: "智能机器人", en: "AI bots" },
    detail: { zh: "在会话和群聊中自动回复。", en: "Answer in chats and groups." },
  },
];
