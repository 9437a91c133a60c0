import type { Hono } from "hono";
import type { Environment } from "simulators/wecom/environment.ts";
import { ErrorPage, errorPageTitle } from "simulators/wecom/pages/error_page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import { languageOf } from "simulators/shared/render_page.tsx";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";

/** Turns every `PageError` of `pages` into the error page, with status 200 as the vendor has it. */
export function renderPageErrors(pages: Hono<Environment>, publicUrl: string): Hono<Environment> {
  return pages.onError((error, c) => {
    if (!(error instanceof PageError)) throw error;
    const content = <ErrorPage language={languageOf(c)} error={error} />;
    return renderPage(c, { publicUrl, title: errorPageTitle, columns: "one", content });
  });
}
