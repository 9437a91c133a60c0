import type { AppError } from "packages/platform/errors.ts";
import { retryAfter } from "packages/platform/http/problem.ts";
import { type Lang, pickLang } from "packages/platform/lang.ts";
import { CONSOLE_PATH } from "packages/catalog/catalog.ts";
import { ErrorPage } from "packages/ui/error_page.tsx";
import { renderPage } from "packages/ui/render_page.ts";

const TEXTS = {
  title: { zh: "出错了", en: "That did not work" },
  signIn: { zh: "打开登录页", en: "Open the sign-in page" },
  console: { zh: "打开控制台", en: "Open the console" },
  notAllowed: { zh: "没有权限", en: "Not allowed" },
  askForRole: {
    zh: "您已登录，但这个页面不对您的账号开放。如果您需要它，请联系管理员。",
    en:
      "You are signed in, but this page is not open to your account. If you need it, ask an administrator.",
  },
  otherAccount: { zh: "换个账号登录", en: "Sign in as somebody else" },
};

/** Makes the renderer of error pages for a service with this stylesheet. */
export function createErrorRenderer(stylesheet: string) {
  return (error: AppError, request: Request, requestId: string): Response => {
    const lang = pickLang(request);
    const words = wordsOf(error, lang, new URL(request.url).pathname);
    const { body, headers } = renderPage(
      <ErrorPage
        lang={lang}
        stylesheet={stylesheet}
        {...words}
        code={error.code}
        requestId={requestId}
      />,
      { referrerPolicy: "signOutLabel" in words ? "strict-origin" : "no-referrer" },
    );
    return new Response(body, {
      status: error.definition.status,
      headers: { ...headers, ...retryAfter(error) },
    });
  };
}

function wordsOf(error: AppError, lang: Lang, path: string) {
  // The sign-in page would send them straight back here.
  if (error.code === "access_role_required") {
    return {
      title: TEXTS.notAllowed[lang],
      message: TEXTS.askForRole[lang],
      signOutLabel: TEXTS.otherAccount[lang],
    };
  }
  return {
    title: TEXTS.title[lang],
    message: error.definition.message[lang],
    action: isForSignedIn(path) && error.definition.status !== 401
      ? { href: CONSOLE_PATH, label: TEXTS.console[lang] }
      : { href: "/login", label: TEXTS.signIn[lang] },
  };
}

/**
 * Whoever is refused something there is signed in, and the sign-in page is not what they look for: pages of the console,
 * and what these link, such as the files of a conversation.
 */
function isForSignedIn(path: string): boolean {
  return path === CONSOLE_PATH || path.startsWith(`${CONSOLE_PATH}/`) ||
    path.startsWith("/api/v1/conversations/");
}
