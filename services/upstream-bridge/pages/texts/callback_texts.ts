import type { Text } from "packages/platform/lang.ts";

/** The texts about the callback address and about what holds messages back. */
export const CALLBACK_TEXTS = {
  title: { zh: "回调", en: "Callback" },
  registered: { zh: "注册时间", en: "Registered" },
  notRegistered: { zh: "尚未注册", en: "Not yet" },
  address: { zh: "地址", en: "Address" },
  withToken: { zh: "显示含令牌的完整地址", en: "Show the whole address with its token" },
  secret: {
    zh: "令牌是密钥：知道它的人可以伪造这个账号的事件。",
    en: "The token is a secret: with it, events of this account can be forged.",
  },
  copy: { zh: "复制地址", en: "Copy the address" },
  registerNow: { zh: "立即重新注册", en: "Register now" },
  repeats: {
    zh: "创建实例后自动注册，之后每 10 分钟重新注册一次。",
    en: "Registered with each new instance, and again every ten minutes.",
  },
  off: {
    zh: "没有可用的回调地址，状态靠定时查询得知。",
    en: "There is no callback address: states are found by polling.",
  },
  noInstance: {
    zh: "登录后才有完整的地址。",
    en: "The whole address exists after the sign-in begins.",
  },
  restrictedTitle: {
    zh: "企业微信限制了这个账号的发送。",
    en: "WeCom has restricted this account.",
  },
  restrictedNext: {
    zh: "在手机上查看原因。确认限制已解除后再恢复发送，期间仍可接收消息。",
    en:
      "See the reason on the phone. Lift this only when the restriction has ended; messages still come in.",
  },
  restrictedLift: { zh: "限制已解除，恢复发送", en: "The restriction has ended" },
  mutedTitle: {
    zh: "有会话的对方在自动回复，已暂停向该会话发送。",
    en: "In a chat a program answers each message, so nothing is sent there.",
  },
  mutedUntil: { zh: "自动恢复时间：", en: "It ends by itself: " },
  mutedNext: {
    zh: "先关闭其中一方的自动回复，再恢复。其他会话不受影响。",
    en: "Switch off one of the automatic answers before you lift it. Other chats are not affected.",
  },
  mutedLift: { zh: "恢复发送", en: "Send again" },
} as const satisfies Record<string, Text>;
