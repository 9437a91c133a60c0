import type { Text } from "packages/platform/lang.ts";
import type { AccountState, OfflineReason } from "services/upstream-bridge/domain/account.ts";

/** The colour of a state. */
export type Tone = "quiet" | "good" | "warn" | "bad";

/** A state in a few words, and one sentence: what is wrong, and what to do next. */
export interface StateText {
  readonly label: Text;
  readonly tone: Tone;
  readonly next: Text;
}

/** The states; `offline` has a sentence for each reason. */
export const STATES: Readonly<Record<AccountState, StateText>> = {
  new: {
    label: { zh: "未登录", en: "Not signed in" },
    tone: "quiet",
    next: {
      zh: "点击「登录」，用该成员的手机扫码。",
      en: "Press Sign in, and scan the QR code with the member's phone.",
    },
  },
  initializing: {
    label: { zh: "正在准备", en: "Preparing" },
    tone: "quiet",
    next: {
      zh: "正在上游创建实例，二维码稍后出现。",
      en: "The upstream is creating an instance. The QR code follows.",
    },
  },
  initialized: {
    label: { zh: "待选择登录方式", en: "Ready to sign in" },
    tone: "warn",
    next: {
      zh: "实例已创建。请获取二维码；登录过的成员也可以自动登录。",
      en:
        "The instance exists. Get a QR code; a member who has signed in before can also sign in automatically.",
    },
  },
  qr_pending: {
    label: { zh: "待扫码", en: "Waiting for a scan" },
    tone: "warn",
    next: {
      zh: "用该成员手机上的企业微信扫描二维码。",
      en: "Scan the QR code with WeCom on the member's phone.",
    },
  },
  qr_scanned: {
    label: { zh: "已扫码", en: "Scanned" },
    tone: "warn",
    next: { zh: "请在手机上确认登录。", en: "Confirm the sign-in on the phone." },
  },
  code_required: {
    label: { zh: "待输入验证码", en: "Code needed" },
    tone: "warn",
    next: {
      zh: "手机上显示了 6 位验证码，请在下方输入。先不要关闭手机上的页面。",
      en: "The phone shows a code of 6 digits. Enter it below, and leave the phone's page open.",
    },
  },
  code_submitted: {
    label: { zh: "正在验证", en: "Checking the code" },
    tone: "quiet",
    next: {
      zh: "验证码已提交，正在等待登录完成。",
      en: "The code was accepted. Waiting for the sign-in to complete.",
    },
  },
  auto_login: {
    label: { zh: "正在自动登录", en: "Signing in" },
    tone: "quiet",
    next: {
      zh: "正在自动登录，无需扫码。失败时会显示二维码。",
      en: "Signing in without a scan. If that fails, a QR code is shown.",
    },
  },
  online: {
    label: { zh: "在线", en: "Online" },
    tone: "good",
    next: { zh: "运行正常，无需操作。", en: "All is well. There is nothing to do." },
  },
  suspect: {
    label: { zh: "状态待确认", en: "Being checked" },
    tone: "warn",
    next: {
      zh: "最近的检查没有通过，正在继续检查，暂时无需操作。",
      en: "The last checks were not good. More checks follow; there is nothing to do yet.",
    },
  },
  reconnecting: {
    label: { zh: "正在重连", en: "Reconnecting" },
    tone: "warn",
    next: {
      zh: "账号已掉线，正在自动重连，暂时无需操作。",
      en: "The account was dropped and comes back by itself. There is nothing to do yet.",
    },
  },
  second_verify: {
    label: { zh: "待二次验证", en: "Second verification" },
    tone: "warn",
    next: {
      zh: "企业微信要求二次验证：显示二维码，用手机扫码并确认。",
      en:
        "WeCom demands a second verification: show the QR code, scan it and confirm on the phone.",
    },
  },
  offline: {
    label: { zh: "离线", en: "Offline" },
    tone: "bad",
    next: { zh: "请重新登录。", en: "Sign in again." },
  },
  stopped: {
    label: { zh: "已停止", en: "Stopped" },
    tone: "quiet",
    next: {
      zh: "已手动停止，不会自动登录。需要时点击「登录」。",
      en: "Stopped by a person: it does not sign in by itself. Press Sign in when it is needed.",
    },
  },
};

/** Why an account is offline, and what to do. */
export const OFFLINE: Readonly<Record<OfflineReason, Text>> = {
  init_failed: {
    zh: "上游没有创建实例。请稍后重新登录；仍然失败时，检查上游服务。",
    en:
      "The upstream created no instance. Sign in again later; if it still fails, check the upstream.",
  },
  qr_expired: {
    zh: "二维码已过期，没有完成扫码。准备好手机后重新获取。",
    en: "The QR code expired before a scan. Get a new one when the phone is at hand.",
  },
  ended_by_phone: {
    zh: "成员在手机上退出了登录，因此没有自动重连。与成员确认后重新登录。",
    en:
      "The member signed out on the phone, so it does not come back by itself. Ask the member, then sign in again.",
  },
  kicked: {
    zh: "账号在其他设备登录，因此没有自动重连。先退出那台设备，再重新登录。",
    en:
      "The account signed in on another device, so it does not come back by itself. Sign out there, then sign in again.",
  },
  second_verify: {
    zh: "二次验证没有按时完成。请重新显示二维码，用手机扫码并确认。",
    en:
      "The second verification was not completed in time. Show the QR code again, scan it and confirm.",
  },
  reconnect_exhausted: {
    zh: "多次自动重连都失败了。请重新登录，可能需要扫码。",
    en: "All attempts to come back have failed. Sign in again; a scan may be needed.",
  },
  no_vid: {
    zh: "还不知道成员的账号，掉线后无法自动登录。请扫码登录一次。",
    en: "The member's id is not known, so it cannot sign in by itself. Scan the QR code once.",
  },
  identity_conflict: {
    zh: "扫码的成员已属于另一个账号。请删除其中一个，或由正确的成员扫码。",
    en:
      "The member who scanned belongs to another account. Remove one of the two, or let the right member scan.",
  },
};

/** What to do about an account that is online and sends nothing. */
export const HELD_BACK = {
  restricted: {
    zh: "能接收消息，不能发送：在手机上确认限制已解除后，恢复发送。",
    en:
      "Messages come in, and none go out: lift it when the phone shows that the restriction ended.",
  },
  muted: {
    zh: "有会话因互相自动回复而静音：先关闭其中一方的自动回复，再恢复。",
    en: "A chat is muted because programs answer each other: switch one off, then lift it.",
  },
} as const satisfies Record<string, Text>;
