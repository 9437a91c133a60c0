import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { type Language, readLanguage, type Text } from "simulators/wecom/pages/language.ts";
import { Layout, type LayoutProps } from "simulators/wecom/pages/layout.tsx";

/** One page to be sent. */
export interface Page {
  publicUrl: string;
  title: Text;
  columns: LayoutProps["columns"];
  content: Child;
}

/** The language this request is answered in. */
export function languageOf(c: Context): Language {
  return readLanguage(new URL(c.req.url).searchParams, c.req.header("accept-language"));
}

/**
 * Sends a page: no script at all, styles from the simulator itself. There is no `form-action`,
 * because browsers apply it to the redirects after a form too, and those lead to the app.
 */
export function renderPage(c: Context, page: Page): Response | Promise<Response> {
  const { publicUrl, title, columns, content } = page;
  const language = languageOf(c);
  const url = new URL(c.req.url);
  url.searchParams.set("lang", language === "zh" ? "en" : "zh");
  c.header("cache-control", "no-store");
  c.header("referrer-policy", "no-referrer");
  c.header("x-content-type-options", "nosniff");
  c.header(
    "content-security-policy",
    `default-src 'none'; style-src ${new URL(publicUrl).origin}; img-src data:; base-uri 'none'`,
  );
  const html = (
    <Layout
      language={language}
      title={title[language]}
      publicUrl={publicUrl}
      otherLanguageUrl={`${publicUrl}${url.pathname}${url.search}`}
      columns={columns}
    >
      {content}
    </Layout>
  );
  return c.html(`<!doctype html>${html}`);
}
