import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { type Language, readLanguage, type Text } from "simulators/shared/language.ts";
import { Layout, type LayoutProps } from "simulators/shared/layout.tsx";

/** One page to be sent. */
export interface Page {
  /** Where browsers reach the simulator, without a slash at the end. */
  publicUrl: string;
  notice: Text;
  title: Text;
  columns: LayoutProps["columns"];
  content: Child;
  /** Address of the one script the page may run; most have none. */
  script?: string;
}

/** The language this request is answered in. */
export function languageOf(c: Context): Language {
  return readLanguage(new URL(c.req.url).searchParams, c.req.header("accept-language"));
}

/**
 * Sends a page: styles, and a script if it names one, from the simulator itself. There is no
 * `form-action`, because browsers apply it to the redirects after a form too, and those lead to the
 * app.
 */
export function renderSimulatorPage(c: Context, page: Page): Response | Promise<Response> {
  const { publicUrl, notice, title, columns, content, script } = page;
  const language = languageOf(c);
  const url = new URL(c.req.url);
  url.searchParams.set("lang", language === "zh" ? "en" : "zh");
  const { origin } = new URL(publicUrl);
  const forScript = script === undefined ? "" : `script-src ${origin}; connect-src ${origin}; `;
  c.header("cache-control", "no-store");
  // With no-referrer, browsers would not say where a form comes from either.
  c.header("referrer-policy", "same-origin");
  c.header("x-content-type-options", "nosniff");
  c.header(
    "content-security-policy",
    `default-src 'none'; style-src ${origin}; ${forScript}img-src data:; base-uri 'none'`,
  );
  const html = (
    <Layout
      language={language}
      title={title[language]}
      notice={notice[language]}
      publicUrl={publicUrl}
      otherLanguageUrl={`${publicUrl}${url.pathname}${url.search}`}
      columns={columns}
      script={script}
    >
      {content}
    </Layout>
  );
  return c.html(`<!doctype html>${html}`);
}
