import type { Text } from "packages/platform/lang.ts";

const REASONS: Readonly<Record<string, Text>> = {
  kicked: { zh: "账号在其他设备登录", en: "it was signed in on another device" },
  ended_by_phone: { zh: "手机端结束了登录", en: "it was signed out on the phone" },
  second_verify: { zh: "企业微信要求二次验证", en: "WeCom demands a second verification" },
  login_refused: { zh: "自动登录被拒绝", en: "the automatic sign-in was refused" },
  reconnect_exhausted: { zh: "多次重连失败", en: "all tries to reconnect failed" },
  qr_expired: { zh: "二维码已过期", en: "the QR code has expired" },
  no_vid: { zh: "账号从未登录成功", en: "it was never signed in" },
  init_failed: { zh: "上游无法创建实例", en: "the upstream could not start it" },
  identity_conflict: { zh: "该成员已是另一个账号", en: "the member belongs to another account" },
};

/**
 * The text for operators when an account needs a scan. It contains the time, because WeCom does not show a text again that
 * is equal to one of the last four hours.
 */
export function scanNotice(
  { name, reason, at, url, timeZone }: {
    /** The account's. */
    readonly name: string;
    readonly reason: string;
    readonly at: Date;
    /** Of the account's page. */
    readonly url: string;
    /** `TZ_DISPLAY` */
    readonly timeZone: string;
  },
): string {
  const time = at.toLocaleString("sv-SE", { timeZone });
  const why = REASONS[reason] ?? { zh: reason, en: reason };
  return [
    `上游账号「${name}」需要扫码登录：${why.zh}（${time}）。`,
    `Account “${name}” of the upstream needs a scan: ${why.en}.`,
    url,
  ].join("\n");
}
