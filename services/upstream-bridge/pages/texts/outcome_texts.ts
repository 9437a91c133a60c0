import type { Text } from "packages/platform/lang.ts";

interface OutcomeText {
  readonly tone: "good" | "warn" | "info";
  readonly text: Text;
}

/** The results of the console's forms, as the address of the next page names them. */
export const OUTCOMES = {
  added: {
    tone: "good",
    text: {
      zh: "账号已添加。点击「登录」获取二维码。",
      en: "The account was added. Press Sign in to get a QR code.",
    },
  },
  removed: { tone: "good", text: { zh: "账号已删除。", en: "The account was removed." } },
  renamed: { tone: "good", text: { zh: "名称已修改。", en: "The name was changed." } },
  started: { tone: "info", text: { zh: "已开始登录。", en: "The sign-in has begun." } },
  stopped: {
    tone: "good",
    text: {
      zh: "已停止，不会自动登录。",
      en: "Stopped. The account does not sign in by itself.",
    },
  },
  signedOut: { tone: "good", text: { zh: "已退出登录。", en: "The account was signed out." } },
  qrReady: { tone: "good", text: { zh: "二维码已更新。", en: "The QR code is new." } },
  codeAccepted: {
    tone: "good",
    text: {
      zh: "验证码已提交。",
      en: "The code was accepted.",
    },
  },
  codeRefused: {
    tone: "warn",
    text: {
      zh: "验证码不正确。请核对手机上的 6 位数字后再试。",
      en: "The code was not accepted. Compare it with the phone, and try again.",
    },
  },
  checked: {
    tone: "good",
    text: { zh: "检查完成，状态已更新。", en: "Checked. The state is up to date." },
  },
  registered: {
    tone: "good",
    text: { zh: "回调地址已重新注册。", en: "The callback address was registered again." },
  },
  lifted: { tone: "good", text: { zh: "已恢复发送。", en: "Sending works again." } },
  saved: {
    tone: "good",
    text: { zh: "设置已保存，立即生效。", en: "The settings were saved, and apply now." },
  },
  sendingStopped: {
    tone: "warn",
    text: { zh: "已停止全部发送。", en: "All sending is stopped." },
  },
  sendingResumed: { tone: "good", text: { zh: "已恢复发送。", en: "Sending works again." } },
  running: {
    tone: "info",
    text: {
      zh: "上游还没有回答，请求仍在进行，状态会自动更新。",
      en:
        "The upstream has not answered yet. The request goes on, and the state updates by itself.",
    },
  },
  wrongState: {
    tone: "warn",
    text: {
      zh: "没有执行：账号的状态刚刚发生变化，请查看下方的最新状态。",
      en: "Nothing was done: the account's state has just changed. See it below.",
    },
  },
  refused: {
    tone: "warn",
    text: {
      zh: "上游拒绝了请求。原因见下方和日志。",
      en: "The upstream refused the request. The reason is below and in the log.",
    },
  },
  unavailable: {
    tone: "warn",
    text: {
      zh: "暂时无法连接上游，请稍后再试。",
      en: "The upstream cannot be reached. Try again later.",
    },
  },
  limited: {
    tone: "warn",
    text: {
      zh: "登录过于频繁：15 分钟内最多创建 3 次实例，请稍后再试。",
      en: "Too many sign-ins: at most 3 instances in 15 minutes. Try again later.",
    },
  },
  invalid: {
    tone: "warn",
    text: {
      zh: "没有保存：填写的内容不正确，请检查后重试。",
      en: "Nothing was saved: a value is not valid.",
    },
  },
} as const satisfies Record<string, OutcomeText>;

/** A result of a form. */
export type Outcome = keyof typeof OUTCOMES;

/** All results. */
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as [Outcome, ...Outcome[]];
