import { FAILURE_TEXTS, type FailureText } from "packages/login/failure_texts.ts";
import type { Lang, Text } from "packages/platform/lang.ts";
import type { ScanPhase, ScanState, ScanTrouble } from "services/auth/pages/scan_state.ts";

const NO_DETAIL: Text = { zh: "", en: "" };

const PHASES: Readonly<Record<ScanPhase, FailureText>> = {
  loading: {
    title: { zh: "正在准备二维码", en: "Preparing the QR code" },
    detail: NO_DETAIL,
  },
  waiting: {
    title: { zh: "请用企业微信扫码", en: "Scan with WeCom" },
    detail: {
      zh: "打开手机企业微信，点“+”，选择“扫一扫”。",
      en: "Open WeCom on your phone, tap + and choose Scan.",
    },
  },
  scanned: {
    title: { zh: "已扫码，请在手机上确认", en: "Scanned. Confirm on your phone" },
    detail: { zh: "请不要关闭此页面。", en: "Please keep this page open." },
  },
  choosing: {
    title: { zh: "请在手机上选择此数字", en: "Choose this number on your phone" },
    detail: {
      zh: "请勿将此数字告诉他人。",
      en: "Do not share this number with anyone.",
    },
  },
  signing_in: {
    title: { zh: "已确认，正在登录", en: "Confirmed, signing you in" },
    detail: { zh: "请稍候。", en: "Just a moment." },
  },
  signed_in: {
    title: { zh: "登录成功", en: "You are signed in" },
    detail: { zh: "正在跳转…", en: "Opening your page…" },
  },
  denied: {
    title: { zh: "已在手机上取消登录", en: "Cancelled on the phone" },
    detail: {
      zh: "如果选错了数字，请重新扫码。",
      en: "If you chose the wrong number, scan again.",
    },
  },
  expired: {
    title: { zh: "二维码已失效", en: "This QR code has expired" },
    detail: {
      zh: "为了安全，二维码仅在短时间内有效。",
      en: "For your safety, each code is valid for a short time only.",
    },
  },
  failed: {
    title: { zh: "登录失败", en: "Sign-in failed" },
    detail: {
      zh: "请重试。如果仍然失败，请联系管理员。",
      en: "Please try again. If it keeps failing, contact your admin.",
    },
  },
};

const TROUBLES: Readonly<Record<ScanTrouble, FailureText>> = {
  reconnecting: {
    title: { zh: "连接中断，正在重新连接", en: "Connection lost, reconnecting" },
    detail: {
      zh: "恢复后会自动继续，无需刷新页面。",
      en: "It continues automatically. No need to reload.",
    },
  },
  offline: {
    title: { zh: "网络已断开", en: "You are offline" },
    detail: { zh: "网络恢复后会自动继续。", en: "It continues once you are back online." },
  },
  too_many: {
    title: { zh: "请求过于频繁", en: "Too many requests" },
    detail: {
      zh: "稍后会自动重试，无需刷新页面。",
      en: "It retries automatically. No need to reload.",
    },
  },
  busy: {
    title: { zh: "服务繁忙", en: "The service is busy" },
    detail: {
      zh: "稍后会自动重试，无需刷新页面。",
      en: "It retries automatically. No need to reload.",
    },
  },
};

/** The text under the QR: what is happening, and what to do. A trouble replaces the text of the phase. */
export function describeScan(state: ScanState, lang: Lang): { title: string; detail: string } {
  const failure = state.phase === "failed" && state.reason && FAILURE_TEXTS[state.reason];
  const text = state.trouble ? TROUBLES[state.trouble] : failure || PHASES[state.phase];
  return { title: text.title[lang], detail: text.detail[lang] };
}

const NEW_QR: Text = { zh: "刷新二维码", en: "Get a new QR code" };

/** The labels of the button that starts over: on a QR that is no longer valid, or while the phone must act next. */
export const RENEW_LABELS: Readonly<
  Record<"scanned" | "choosing" | "denied" | "expired" | "failed", Text>
> = {
  scanned: NEW_QR,
  choosing: NEW_QR,
  denied: { zh: "重新扫码", en: "Scan again" },
  expired: NEW_QR,
  failed: { zh: "重试", en: "Try again" },
};

export const SCAN_LABELS = {
  qr: {
    zh: "登录二维码，请用企业微信扫描",
    en: "Sign-in QR code. Scan it with WeCom",
  },
  number: { zh: "请在手机上选择的数字", en: "Number to choose on your phone" },
  simulatedPhone: { zh: "用模拟手机扫一扫", en: "Scan with the simulated phone" },
  newTab: { zh: "（新标签页）", en: " (new tab)" },
} satisfies Record<string, Text>;
