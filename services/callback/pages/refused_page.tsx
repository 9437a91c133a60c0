import { ErrorPage } from "packages/ui/error_page.tsx";
import type { PageFrame } from "packages/ui/page.tsx";

const TEXTS = {
  title: { zh: "这个登录链接不能用了", en: "This sign-in link does not work" },
  message: {
    zh:
      "它可能已经用过或过期，也可能要在另一台设备上打开。请回到登录页重新开始；如果你在用手机扫码，请先刷新电脑上的二维码。",
    en:
      "It may be used or expired, or meant for another device. Start again from the sign-in page; " +
      "if you are scanning with a phone, get a new QR code on the computer first.",
  },
  signIn: { zh: "打开登录页", en: "Open the sign-in page" },
};

/** The one answer (403) to every redirect that is unknown, expired, foreign or replayed: it does not say which. */
export function RefusedPage(props: Omit<PageFrame, "here"> & { requestId?: string }) {
  const { lang } = props;
  return (
    <ErrorPage
      {...props}
      title={TEXTS.title[lang]}
      message={TEXTS.message[lang]}
      action={{ href: "/login", label: TEXTS.signIn[lang] }}
      code="login_attempt_not_found"
    />
  );
}
