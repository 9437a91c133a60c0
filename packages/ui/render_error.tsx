import type { AppError } from "packages/platform/errors.ts";
import { CONSOLE_PATH } from "packages/catalog/catalog.ts";
import { ErrorPage } from "packages/ui/error_page.tsx";
import type { PageFrame } from "packages/ui/page_frame.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";

const TEXTS = {
  title: { zh: "出错了", en: "Something went wrong" },
  signIn: { zh: "前往登录页", en: "Go to the sign-in page" },
  console: { zh: "前往控制台", en: "Go to the console" },
  notAllowed: { zh: "没有权限", en: "Not allowed" },
  askForRole: {
    zh: "您已登录，但您的账号没有访问这个页面的权限。如需开通，请联系管理员。",
    en:
      "You are signed in, but your account may not open this page. If you need access, ask an administrator.",
  },
  home: { zh: "返回首页", en: "Go to the home page" },
  otherAccount: { zh: "换个账号登录", en: "Use another account" },
};

/** Creates the renderer of a service's error pages. `frameOf` gives the frame of a request. */
export function createErrorRenderer(
  frameOf: (
    request: Request,
    about: Pick<PageFrame, "member" | "requestId">,
  ) => PageFrame,
) {
  return (error: AppError, request: Request, requestId: string): Response => {
    const frame = frameOf(request, { member: undefined, requestId });
    const words = wordsOf(error, frame, new URL(request.url).pathname);
    const { body, headers } = renderInFrame(
      frame,
      <ErrorPage {...words} code={error.code} />,
      { referrerPolicy: "signOutLabel" in words ? "strict-origin" : "no-referrer" },
    );
    return new Response(body, { status: error.definition.status, headers });
  };
}

function wordsOf(error: AppError, { lang, home }: PageFrame, path: string) {
  // A link to the sign-in page would lead straight back here.
  if (error.code === "access_role_required") {
    return {
      title: TEXTS.notAllowed[lang],
      message: TEXTS.askForRole[lang],
      action: { href: home, label: TEXTS.home[lang] },
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
 * Whether only signed-in people reach a path: pages of the console, and what they link, such as the files of a
 * conversation. A link to the sign-in page does not help there.
 */
function isForSignedIn(path: string): boolean {
  return path === CONSOLE_PATH || path.startsWith(`${CONSOLE_PATH}/`) ||
    path.startsWith("/api/v1/conversations/");
}
