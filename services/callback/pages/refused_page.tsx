import { ErrorPage } from "packages/ui/error_page.tsx";
import { useLang } from "packages/ui/page_frame.ts";

const TEXTS = {
  title: { zh: "登录链接已失效", en: "This sign-in link is no longer valid" },
  message: {
    zh:
      "链接可能已使用或已过期，也可能需要在其他设备上打开。请回到登录页重新登录；如果您正在用手机扫码，请先刷新电脑上的二维码。",
    en:
      "It may be used or expired, or belong to another device. Start again from the sign-in page; " +
      "if you scan with a phone, get a new QR code on the computer first.",
  },
  signIn: { zh: "前往登录页", en: "Go to the sign-in page" },
};

/** The same page (403) for every redirect that is unknown, expired, used, or of another browser: it does not say which. */
export function RefusedPage() {
  const lang = useLang();
  return (
    <ErrorPage
      title={TEXTS.title[lang]}
      message={TEXTS.message[lang]}
      action={{ href: "/login", label: TEXTS.signIn[lang] }}
      code="login_attempt_not_found"
    />
  );
}
