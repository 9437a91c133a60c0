import type { AppError } from "packages/platform/errors.ts";
import { retryAfter } from "packages/platform/http/problem.ts";
import { pickLang } from "packages/platform/lang.ts";
import { ErrorPage } from "packages/ui/error_page.tsx";
import { renderPage } from "packages/ui/render_page.ts";

const TEXTS = {
  title: { zh: "没有成功", en: "That did not work" },
  signIn: { zh: "打开登录页", en: "Open the sign-in page" },
};

/** Makes the renderer of error pages for a service with this stylesheet. */
export function createErrorRenderer(stylesheet: string) {
  return (error: AppError, request: Request, requestId: string): Response => {
    const lang = pickLang(request);
    const { body, headers } = renderPage(
      <ErrorPage
        lang={lang}
        stylesheet={stylesheet}
        title={TEXTS.title[lang]}
        message={error.definition.message[lang]}
        action={{ href: "/login", label: TEXTS.signIn[lang] }}
        code={error.code}
        requestId={requestId}
      />,
    );
    return new Response(body, {
      status: error.definition.status,
      headers: { ...headers, ...retryAfter(error) },
    });
  };
}
