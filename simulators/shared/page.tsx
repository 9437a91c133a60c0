import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import { systemClock } from "packages/platform/clock.ts";
import { pickLang, type Text } from "packages/platform/lang.ts";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import { Notice } from "packages/ui/notice.tsx";
import type { PageFrame } from "packages/ui/page_frame.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";
import base from "packages/ui/styles/base.css" with { type: "text" };
import components from "packages/ui/styles/components.css" with { type: "text" };
import consoleStyles from "packages/ui/styles/console.css" with { type: "text" };
import lists from "packages/ui/styles/lists.css" with { type: "text" };
import tokens from "packages/ui/styles/tokens.css" with { type: "text" };
import ownStyles from "simulators/shared/styles.css" with { type: "text" };

const STYLES = [tokens, base, components, lists, consoleStyles, ownStyles].join("\n");
const ASSETS_PATH = "/_assets/";

/** One page of a simulator. */
export interface SimulatorPage {
  /** Where browsers reach the simulator. */
  publicUrl: string;
  title: Text;
  /** One sentence that keeps people from mistaking the page for the vendor's. */
  notice: Text;
  /** `wide` for tables and for two cards side by side, else one narrow column. */
  width?: "narrow" | "wide";
  content: Child;
  /** Name below `/_assets/` of the one script that the page may run. */
  script?: string;
}

/**
 * Answers with a page: the document, and headers that allow styles (and a script if the page names one) from the
 * simulator only. There is no `form-action`, because browsers apply it to the redirects after a form too, and those
 * lead to the app.
 */
export function renderSimulatorPage(
  c: Context,
  { publicUrl, title, notice, width, content, script }: SimulatorPage,
): Response | Promise<Response> {
  const lang = pickLang(c.req.raw);
  const { origin } = new URL(publicUrl);
  const forScript = script === undefined ? "" : `script-src ${origin}; connect-src ${origin}; `;
  c.header("cache-control", "no-store");
  // With no-referrer, browsers would send `Origin: null` with the chat's form.
  c.header("referrer-policy", "same-origin");
  c.header("x-content-type-options", "nosniff");
  c.header(
    "content-security-policy",
    `default-src 'none'; style-src ${origin}; ${forScript}img-src data:; base-uri 'none'`,
  );
  const page = (
    <Document
      title={title[lang]}
      scripts={script === undefined ? [] : [script]}
      bodyClass={width === "wide" ? "page page-wide" : "page"}
    >
      <main class="page-main">
        <Notice tone="warn">{notice[lang]}</Notice>
        {content}
      </main>
      <footer class="page-foot">
        <LanguageSwitch />
      </footer>
    </Document>
  );
  return c.html(renderInFrame(frameOf(c.req.raw, publicUrl), page).body);
}

function frameOf(request: Request, publicUrl: string): PageFrame {
  const { pathname, search } = new URL(request.url);
  const { host, pathname: mount } = new URL(publicUrl);
  return {
    lang: pickLang(request),
    here: mount.replace(/\/$/, "") + pathname + search,
    requestId: undefined,
    member: undefined,
    site: host,
    home: "/",
    components: [],
    timeZone: "Asia/Shanghai",
    now: systemClock.now(),
    assetUrl: (name) => publicUrl + ASSETS_PATH + name,
  };
}

/** Serves the stylesheet of all pages. `more` are styles that only this simulator needs. */
export function addStylesheet(app: Hono, more = ""): void {
  app.get(`${ASSETS_PATH}styles.css`, (c) => {
    c.header("cache-control", "no-cache");
    return c.body(STYLES + more, 200, { "content-type": "text/css; charset=utf-8" });
  });
}
