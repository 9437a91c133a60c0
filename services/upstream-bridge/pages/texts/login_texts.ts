import type { Lang, Text } from "packages/platform/lang.ts";

/** The texts of signing an account in: QR code, code, buttons. */
export const LOGIN_TEXTS = {
  signIn: { zh: "登录", en: "Sign in" },
  signInDetail: {
    zh: "登录过的成员先自动登录，失败时显示二维码。",
    en:
      "A member who has signed in before comes back without a scan; if that fails, a QR code is shown.",
  },
  reconnectNow: { zh: "立即重连", en: "Reconnect now" },
  stop: { zh: "停止", en: "Stop" },
  signOut: { zh: "退出登录", en: "Sign out" },
  checkNow: { zh: "立即检查", en: "Check now" },
  getQr: { zh: "获取二维码", en: "Get a QR code" },
  newQr: { zh: "换一个二维码", en: "New QR code" },
  automatic: { zh: "自动登录", en: "Sign in automatically" },
  verify: { zh: "显示二维码", en: "Show the QR code" },
  qr: { zh: "登录二维码", en: "QR code for signing in" },
  qrVerify: { zh: "二次验证二维码", en: "QR code of the second verification" },
  qrHelp: { zh: "用该成员手机上的企业微信扫描", en: "Scan it with WeCom on the member's phone" },
  expired: { zh: "二维码已过期", en: "The QR code has expired" },
  validFor: { zh: "有效期", en: "Valid for" },
  openQr: {
    zh: "在新窗口打开二维码",
    en: "Open the QR code in a new window",
  },
  code: { zh: "手机上的 6 位验证码", en: "The 6 digits on the phone" },
  codeHint: { zh: "6 位数字", en: "6 digits" },
  submit: { zh: "提交验证码", en: "Submit the code" },
  noTries: {
    zh: "已试 5 次，请换一个二维码重新扫码。",
    en: "5 codes were wrong. Get a new QR code and scan again.",
  },
  scannedCode: { zh: "已扫码，验证码在手机上", en: "Scanned. The code is on the phone" },
  scanned: { zh: "已扫码，请在手机上确认", en: "Scanned. Confirm on the phone" },
} as const satisfies Record<string, Text>;

/** How many codes may still be tried. */
export function describeTries(left: number, lang: Lang): string {
  if (lang === "zh") return `还可以试 ${left} 次`;
  return left === 1 ? "1 try is left" : `${left} tries are left`;
}
