import { FAILURE_TEXTS } from "packages/login/failure_texts.ts";
import type { Lang, Text } from "packages/platform/lang.ts";
import type { ScanPhase, ScanState, ScanTrouble } from "services/auth/pages/scan_state.ts";

interface Said {
  title: Text;
  detail: Text;
}

const NOTHING: Text = { zh: "", en: "" };

const PHASES: Readonly<Record<ScanPhase, Said>> = {
  loading: {
    title: { zh: "正在准备二维码", en: "Preparing the QR code" },
    detail: NOTHING,
  },
  waiting: {
    title: { zh: "使用企业微信扫码", en: "Scan with WeCom" },
    detail: {
      zh: "打开企业微信，点“+”选“扫一扫”。",
      en: "Open WeCom on your phone, tap + and choose Scan.",
    },
  },
  scanned: {
    title: { zh: "已扫码，请在手机上确认", en: "Now confirm on your phone" },
    detail: { zh: "请不要关闭这个页面。", en: "Please keep this page open." },
  },
  choosing: {
    title: { zh: "在手机上选择这个数字", en: "Choose this number on your phone" },
    detail: {
      zh: "不要把这个数字告诉任何人。",
      en: "Do not tell this number to anybody.",
    },
  },
  signing_in: {
    title: { zh: "已确认，正在登录", en: "Confirmed, signing you in" },
    detail: { zh: "马上就好。", en: "Just a moment." },
  },
  signed_in: {
    title: { zh: "登录成功", en: "You are signed in" },
    detail: { zh: "正在打开你要去的页面。", en: "Opening the page you wanted." },
  },
  denied: {
    title: { zh: "登录已在手机上取消", en: "Cancelled on the phone" },
    detail: {
      zh: "如果只是选错了数字，请重新扫码。",
      en: "If it was only a wrong number, scan again.",
    },
  },
  expired: {
    title: { zh: "二维码已失效", en: "This QR code has expired" },
    detail: {
      zh: "为了安全，每个二维码只在短时间内有效。",
      en: "For your safety, each code is valid for a short time only.",
    },
  },
  failed: {
    title: { zh: "这次登录没有成功", en: "This sign-in did not work" },
    detail: {
      zh: "请再试一次。如果还是不行，请联系管理员。",
      en: "Please try again. If it keeps failing, tell your admin.",
    },
  },
};

const TROUBLES: Readonly<Record<ScanTrouble, Said>> = {
  reconnecting: {
    title: { zh: "连接中断，正在重新连接", en: "Connection lost, reconnecting" },
    detail: {
      zh: "恢复后会自动继续，不用刷新页面。",
      en: "It goes on by itself; no need to reload.",
    },
  },
  offline: {
    title: { zh: "网络已断开", en: "You are offline" },
    detail: { zh: "连上网络后会自动继续。", en: "It goes on by itself once you are back online." },
  },
  too_many: {
    title: { zh: "请求太频繁了", en: "Too many requests" },
    detail: { zh: "稍后会自动重试，不用刷新页面。", en: "It tries again by itself in a while." },
  },
  busy: {
    title: { zh: "服务正忙", en: "The service is busy" },
    detail: { zh: "稍后会自动重试，不用刷新页面。", en: "It tries again by itself in a moment." },
  },
};

/** What stands under the QR: what is happening, and what to do. A trouble is said instead of the phase. */
export function describeScan(state: ScanState, lang: Lang): { title: string; detail: string } {
  const failure = state.phase === "failed" && state.reason && FAILURE_TEXTS[state.reason];
  const said = state.trouble ? TROUBLES[state.trouble] : failure || PHASES[state.phase];
  return { title: said.title[lang], detail: said.detail[lang] };
}

const ANOTHER_QR: Text = { zh: "换一个二维码", en: "Get a new QR code" };

/** The one button that starts over: over a QR that is of no use any more, or while only a phone could go on. */
export const RENEW_LABELS: Readonly<
  Record<"scanned" | "choosing" | "denied" | "expired" | "failed", Text>
> = {
  scanned: ANOTHER_QR,
  choosing: ANOTHER_QR,
  denied: { zh: "重新扫码", en: "Scan again" },
  expired: { zh: "刷新二维码", en: "Get a new QR code" },
  failed: { zh: "再试一次", en: "Try again" },
};

export const SCAN_LABELS = {
  qr: {
    zh: "登录二维码，请用企业微信扫描",
    en: "Sign-in QR code, to be scanned with WeCom",
  },
  number: { zh: "要在手机上选择的数字", en: "Number to choose on your phone" },
  simulatedPhone: { zh: "用模拟手机扫一扫", en: "Scan with the simulated phone" },
  newTab: { zh: "（新标签页）", en: " (new tab)" },
} satisfies Record<string, Text>;
