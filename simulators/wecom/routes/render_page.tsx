import type { Context, Hono } from "hono";
import { pickLang, type Text } from "packages/platform/lang.ts";
import { Card } from "packages/ui/card.tsx";
import { renderSimulatorPage, type SimulatorPage } from "simulators/shared/page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";

const notice: Text = {
  zh: "这是企业微信的模拟器，不是企业微信。",
  en: "This simulates WeCom. It is not WeCom.",
};

const errorTitle: Text = { zh: "无法继续", en: "Cannot continue" };

/** Answers with a page of the simulated WeCom. */
export function renderPage(
  c: Context,
  page: Omit<SimulatorPage, "notice">,
): Response | Promise<Response> {
  return renderSimulatorPage(c, { ...page, notice });
}

/** Turns every `PageError` of `pages` into the error page, with status 200 as WeCom does. */
export function renderPageErrors(pages: Hono, publicUrl: string): Hono {
  return pages.onError((error, c) => {
    if (!(error instanceof PageError)) throw error;
    const lang = pickLang(c.req.raw);
    const content = (
      <Card heading={errorTitle[lang]} lead={error.text[lang]}>
        {error.code !== undefined && (
          <p>
            {lang === "zh" ? "错误码" : "Code"} <code>{error.code}</code>
          </p>
        )}
      </Card>
    );
    return renderPage(c, { publicUrl, title: errorTitle, content });
  });
}
