import type { Lang, Text } from "packages/platform/lang.ts";
import type { Reply } from "services/auth/pages/reply.ts";

export const ACCOUNT_LABELS = {
  username: { zh: "用户名", en: "User name" },
  password: { zh: "密码", en: "Password" },
  remember: { zh: "30 天内自动登录", en: "Stay signed in on this computer for 30 days" },
  submit: { zh: "登录", en: "Sign in" },
} satisfies Record<string, Text>;

const WRONG: Text = {
  zh: "用户名或密码错误，请检查后重试。",
  en: "Wrong user name or password. Check them and try again.",
};
const UNREACHABLE: Text = {
  zh: "暂时无法连接服务，请稍后重试。",
  en: "The service cannot be reached. Try again in a moment.",
};
const REFUSED: Text = {
  zh: "登录失败，请刷新页面后重试。",
  en: "Sign-in failed. Reload the page and try again.",
};

/** The error under the account form when the server did not sign the person in. */
export function describeAccountError(reply: Reply, lang: Lang): string {
  if (reply.kind === "wait" && reply.trouble === "too_many") {
    return describeThrottle(reply.delayMs ?? 60_000, lang);
  }
  if (reply.kind === "lost" || reply.kind === "wait") return UNREACHABLE[lang];
  return reply.kind === "refused" && reply.status === 401 ? WRONG[lang] : REFUSED[lang];
}

function describeThrottle(delayMs: number, lang: Lang): string {
  const seconds = Math.max(1, Math.ceil(delayMs / 1000));
  const minutes = Math.ceil(seconds / 60);
  if (lang === "zh") {
    const wait = seconds < 90 ? `${seconds} 秒` : `${minutes} 分钟`;
    return `尝试次数过多，请在 ${wait}后重试。`;
  }
  const wait = seconds < 90 ? `${seconds} second${seconds === 1 ? "" : "s"}` : `${minutes} minutes`;
  return `Too many attempts. Try again in ${wait}.`;
}
